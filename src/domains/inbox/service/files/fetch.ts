import { MAX_MEDIA_BYTES, mediaTooLarge } from '~/adapters/whatsapp/media'
import type { MediaFile } from '~/adapters/whatsapp/port'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { keptName, keptType, type FileState } from '~/domains/outbox/file-types'
import { openProvider, type SealedConnection } from '~/domains/channels/service/provider'
import { announcedFile } from './expect'

/**
 * Seconds until the next attempt, by the number of attempts: WAHA keeps a file for three minutes. After the last one a user
 * may retry.
 */
const WAITS = [10, 30, 60, 300, 1800]

const NOT_KEPT =
  'Por segurança, este tipo de arquivo não é aberto aqui. Veja-o no celular ou peça uma foto ou um PDF.'

type Wanted = {
  media: unknown
  providerMessageId: string | null
  attempts: number
  connection: SealedConnection
}
type Kept = { bytes: Uint8Array; mimeType: string; fileName: string | null }

/**
 * Fetches a message's file from its provider and stores it; called again it does nothing. An error is stored with it.
 * @throws AppError with the seconds to wait, while another attempt may help.
 */
export async function fetchFile(scope: EmpresaScope, messageId: string, open = openProvider): Promise<void> {
  const wanted = await withEmpresaSql(scope, (ctx) => find(ctx, messageId))
  if (!wanted) return
  try {
    const file = await ask(scope, wanted, open)
    await withEmpresaSql(scope, (ctx) =>
      file === null ? note(ctx, messageId, 'recusado', NOT_KEPT) : keep(ctx, messageId, file),
    )
  } catch (error) {
    const { code, message } = toAppError(error)
    const wait = ERROR_CODES[code].retry ? WAITS[wanted.attempts] : undefined
    const state = code === 'TOO_LARGE' ? 'recusado' : wait ? 'esperando' : 'falhou'
    await withEmpresaSql(scope, (ctx) => note(ctx, messageId, state, message))
    if (wait !== undefined)
      throw new AppError('SOURCE_UNAVAILABLE', message, { retryAfterSeconds: wait, cause: error })
  }
}

async function find(ctx: EmpresaSqlCtx, messageId: string): Promise<Wanted | undefined> {
  const { rows } = await ctx.sql.query<Omit<Wanted, 'connection'> & SealedConnection>(
    `SELECT m.media, m.provider_message_id AS "providerMessageId", f.attempts, w.id, w.config_sealed AS "configSealed"
     FROM message_files AS f
     JOIN messages AS m ON m.empresa_id = f.empresa_id AND m.id = f.message_id
     JOIN whatsapp_connections AS w ON w.empresa_id = m.empresa_id AND w.id = m.connection_id
     WHERE f.empresa_id = $1 AND f.message_id = $2 AND f.state = 'esperando'`,
    [ctx.empresaId, messageId],
  )
  const [row] = rows
  if (!row) return undefined
  const { id, configSealed, ...rest } = row
  return { ...rest, connection: { id, configSealed } }
}

/** The file; null when its type isn't accepted. @throws AppError TOO_LARGE, and the provider's errors */
async function ask(scope: EmpresaScope, wanted: Wanted, open: typeof openProvider): Promise<Kept | null> {
  const media = announcedFile.parse(wanted.media)
  if ((media.size ?? 0) > MAX_MEDIA_BYTES) throw mediaTooLarge()
  const file: MediaFile = await open(scope, wanted.connection, scope.now).fetchMedia({
    url: media.url ?? null,
    providerMediaId: media.providerMediaId ?? null,
    mimeType: media.mimeType ?? null,
    fileName: media.fileName ?? null,
    providerMessageId: wanted.providerMessageId ?? '',
  })
  if (file.bytes.length > MAX_MEDIA_BYTES) throw mediaTooLarge()
  if (file.bytes.length === 0) throw new AppError('SOURCE_INVALID', 'O arquivo veio vazio.')
  const mimeType = keptType(media.mimeType ?? null, file.mimeType)
  return mimeType === null ? null : { bytes: file.bytes, mimeType, fileName: media.fileName ?? file.fileName }
}

async function keep(ctx: EmpresaSqlCtx, messageId: string, file: Kept): Promise<void> {
  const { rowCount } = await ctx.sql.query(
    `UPDATE message_files SET state = 'guardado', bytes = $3, size = $7, mime_type = $4, file_name = $5, problem = NULL,
       attempts = attempts + 1, updated_at = $6
     WHERE empresa_id = $1 AND message_id = $2 AND state = 'esperando'`,
    [
      ctx.empresaId,
      messageId,
      Buffer.from(file.bytes),
      file.mimeType,
      keptName(file.fileName),
      ctx.now,
      file.bytes.length,
    ],
  )
  if (rowCount === 1) await notifyLive(ctx, ctx.empresaId, 'message', messageId)
}

async function note(ctx: EmpresaSqlCtx, messageId: string, state: FileState, problem: string): Promise<void> {
  await ctx.sql.query(
    `UPDATE message_files SET state = $3, problem = $4, attempts = attempts + 1, updated_at = $5
     WHERE empresa_id = $1 AND message_id = $2 AND state = 'esperando'`,
    [ctx.empresaId, messageId, state, problem, ctx.now],
  )
  await notifyLive(ctx, ctx.empresaId, 'message', messageId)
}
