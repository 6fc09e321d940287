import { AppError } from '~/kernel/errors'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

export type KeptFile = { mimeType: string; fileName: string | null; size: number; keptAt: Date }
/** First and last byte, from 0. */
export type ByteRange = { first: number; last: number }

/** A stored file, without its bytes. @throws AppError NOT_FOUND, also while it isn't available */
export async function findFile(ctx: EmpresaSqlCtx, messageId: string): Promise<KeptFile> {
  const { rows } = await ctx.sql.query<KeptFile>(
    `SELECT mime_type AS "mimeType", file_name AS "fileName", size, updated_at AS "keptAt" FROM message_files
     WHERE empresa_id = $1 AND message_id = $2 AND state = 'guardado'`,
    [ctx.empresaId, messageId],
  )
  if (!rows[0]) throw new AppError('NOT_FOUND', 'Arquivo não encontrado.')
  return rows[0]
}

/**
 * Bytes of a stored file, only those of the range from the disk.
 * @throws AppError NOT_FOUND when it was deleted meanwhile
 */
export async function readFileBytes(
  ctx: EmpresaSqlCtx,
  messageId: string,
  { first, last }: ByteRange,
): Promise<Buffer> {
  const { rows } = await ctx.sql.query<{ bytes: Buffer }>(
    `SELECT substring(bytes FROM $3::int FOR $4::int) AS bytes FROM message_files
     WHERE empresa_id = $1 AND message_id = $2 AND state = 'guardado'`,
    [ctx.empresaId, messageId, first + 1, last - first + 1],
  )
  if (!rows[0]) throw new AppError('NOT_FOUND', 'Arquivo não encontrado.')
  return rows[0].bytes
}

/** All bytes of a stored file. @throws AppError NOT_FOUND when it isn't available */
export async function readWholeFile(ctx: EmpresaSqlCtx, messageId: string): Promise<Buffer> {
  const { size } = await findFile(ctx, messageId)
  return readFileBytes(ctx, messageId, { first: 0, last: size - 1 })
}
