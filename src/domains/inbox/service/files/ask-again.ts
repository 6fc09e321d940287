import { Prisma } from '~/generated/prisma/client'
import { AppError } from '~/kernel/errors'
import { enqueueEvent } from '~/kernel/events'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { fileAnnounced } from '../../events'

/** No provider keeps a file much longer. */
const ASKABLE_DAYS = 30
/** A file that still waits after that long has lost its event. */
const STUCK_MINUTES = 60

/** SQL: whether a row of `message_files AS f` may be requested again; null when there is none. */
export function askable(now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - ASKABLE_DAYS * 86_400_000)
  const stuck = new Date(now.getTime() - STUCK_MINUTES * 60_000)
  return Prisma.sql`(f.created_at > ${since}::timestamptz
    AND (f.state = 'falhou' OR (f.state = 'esperando' AND f.updated_at < ${stuck}::timestamptz)))`
}

/**
 * Retries a file that couldn't be fetched, at a user's request.
 * @throws AppError NOT_FOUND, CONFLICT when a retry can't help
 */
export async function askFileAgain(ctx: EmpresaCtx, messageId: string): Promise<void> {
  const where = { empresaId: ctx.empresaId, messageId }
  const moved = await ctx.db.$executeRaw`
    UPDATE message_files AS f SET state = 'esperando', attempts = 0, problem = NULL, updated_at = ${ctx.now}::timestamptz
    WHERE f.empresa_id = ${ctx.empresaId}::uuid AND f.message_id = ${messageId}::uuid AND ${askable(ctx.now)}`
  if (moved === 1) {
    await enqueueEvent(ctx, fileAnnounced.create({ empresaId: ctx.empresaId, messageId }))
    return
  }
  if ((await ctx.db.messageFile.count({ where })) === 0)
    throw new AppError('NOT_FOUND', 'Arquivo não encontrado.')
  throw new AppError('CONFLICT', 'Este arquivo já está sendo baixado, ou não pode mais ser baixado.')
}
