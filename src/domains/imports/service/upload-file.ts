import { createHash, randomUUID } from 'node:crypto'
import { env } from '~/env'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { Places } from '~/kernel/places'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { uploadName, type ConnectionView } from '../schema'
import { lockConnection, refuseWhileRunning, storedConnection, viewOf } from './connections'

const CHUNK_BYTES = 1024 * 1024
/** All empresas share the database: each has the file that it reads from, and one more that arrives. */
const arriving = new Places(1)

/**
 * Keeps an export file in chunks of 1 MB inside the tenant's walls and makes it the source of the `dump`
 * connection in place of the file before. A transfer that breaks off leaves the old file as it was.
 * `announced`: the bytes that the sender said it has; NaN when it didn't say.
 * @throws AppError TOO_LARGE, by what was announced before a byte is read; BAD_INPUT for an empty or cut file, NOT_FOUND
 * without a `dump` connection, CONFLICT while it is read or another file of the empresa arrives
 */
export async function uploadFile(
  scope: EmpresaScope,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  announced = Number.NaN,
): Promise<ConnectionView> {
  if (announced > env().RETOMA_MAX_DUMP_MB * CHUNK_BYTES) throw tooLarge()
  const leave = arriving.take(scope.empresaId)
  if (!leave)
    throw new AppError('CONFLICT', 'Outro arquivo desta empresa está sendo enviado. Espere que ele termine.')
  try {
    return await keepFile(scope, name, bytes, announced)
  } finally {
    leave()
  }
}

function tooLarge(): AppError {
  return new AppError(
    'TOO_LARGE',
    `O arquivo passa de ${env().RETOMA_MAX_DUMP_MB} MB. Exporte só as tabelas da loja.`,
  )
}

async function keepFile(
  scope: EmpresaScope,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  announced: number,
): Promise<ConnectionView> {
  const id = randomUUID()
  const fileName = uploadName.parse(name)
  await withEmpresa(scope, async (ctx) => {
    await refuseWhileRunning(ctx, (await storedConnection(ctx, 'dump')).id)
    await ctx.db.importFile.create({
      data: { empresaId: ctx.empresaId, id, name: fileName, size: 0, sha256: '', createdAt: ctx.now },
      select: { id: true },
    })
  })
  try {
    const { size, sha256 } = await keepChunks(scope, id, bytes)
    if (!Number.isNaN(announced) && size !== announced)
      throw new AppError('BAD_INPUT', `Chegaram só ${size} de ${announced} bytes do arquivo. Envie de novo.`)
    return await attach(scope, { id, size, sha256 })
  } catch (error) {
    await withEmpresa(scope, (ctx) =>
      ctx.db.importFile.deleteMany({ where: { empresaId: ctx.empresaId, id } }),
    )
    throw error
  }
}

async function keepChunks(scope: EmpresaScope, fileId: string, bytes: AsyncIterable<Uint8Array>) {
  const digest = createHash('sha256')
  const limit = env().RETOMA_MAX_DUMP_MB * CHUNK_BYTES
  let size = 0
  let n = 0
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  const flush = async () => {
    const chunk = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    await withEmpresaSql(scope, ({ sql, empresaId }) =>
      sql.query('INSERT INTO import_file_chunks (empresa_id, file_id, n, bytes) VALUES ($1, $2, $3, $4)', [
        empresaId,
        fileId,
        n++,
        chunk,
      ]),
    )
  }
  for await (const part of bytes) {
    size += part.length
    if (size > limit) throw tooLarge()
    digest.update(part)
    for (let at = 0; at < part.length; at += CHUNK_BYTES) {
      const piece = part.subarray(at, at + CHUNK_BYTES)
      waiting.push(piece)
      waitingBytes += piece.length
      if (waitingBytes >= CHUNK_BYTES) await flush()
    }
  }
  if (waitingBytes > 0) await flush()
  if (size === 0) throw new AppError('BAD_INPUT', 'O arquivo está vazio.')
  return { size, sha256: digest.digest('hex') }
}

function attach(
  scope: EmpresaScope,
  file: { id: string; size: number; sha256: string },
): Promise<ConnectionView> {
  return withEmpresa(scope, async (ctx) => {
    const { empresaId, db } = ctx
    await lockConnection(ctx, 'dump')
    const before = await storedConnection(ctx, 'dump')
    const { id, size, sha256 } = file
    await refuseWhileRunning(ctx, before.id)
    await db.importFile.update({
      where: { empresaId_id: { empresaId, id } },
      data: { size, sha256, complete: true },
      select: { id: true },
    })
    const after = await db.shopConnection.update({
      where: { empresaId_id: { empresaId, id: before.id } },
      data: { fileId: id, updatedAt: ctx.now },
      include: { file: true },
    })
    if (before.fileId)
      await db.importFile.delete({
        where: { empresaId_id: { empresaId, id: before.fileId } },
        select: { id: true },
      })
    await audit(ctx, {
      action: 'connection.file_uploaded',
      entity: 'connection',
      entityId: before.id,
      before: before.file ? { name: before.file.name, sha256: before.file.sha256 } : undefined,
      after: { name: after.file?.name, size, sha256 },
    })
    return viewOf(after)
  })
}
