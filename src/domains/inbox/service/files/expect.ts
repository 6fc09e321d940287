import { z } from 'zod'
import { enqueueEvent } from '~/kernel/events'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { fileAnnounced } from '../../events'
import { FILE_KINDS, keptName } from '~/domains/outbox/file-types'
import type { StoredMessage } from '../stored-events'

const text = z.string().nullish().catch(null)
/** The file described by a message's `media`, whichever version stored it. */
export const announcedFile = z.object({
  kind: z.enum(FILE_KINDS),
  mimeType: text,
  url: text,
  providerMediaId: text,
  fileName: text,
  size: z.number().int().min(0).max(2_147_483_647).nullish().catch(null),
})

/**
 * Registers the file of a message that this unit of work has just stored: it is fetched after the commit. Does nothing for
 * locations and contacts.
 */
export async function expectFile(
  ctx: EmpresaSqlCtx,
  messageId: string,
  media: StoredMessage['media'],
): Promise<void> {
  const announced = announcedFile.safeParse(media)
  if (!announced.success) return
  const { kind, fileName, size } = announced.data
  await ctx.sql.query(
    `INSERT INTO message_files (empresa_id, message_id, state, kind, file_name, size, created_at, updated_at)
     VALUES ($1, $2, 'esperando', $3, $4, $5, $6, $6)`,
    [ctx.empresaId, messageId, kind, keptName(fileName), size ?? null, ctx.now],
  )
  await enqueueEvent(ctx, fileAnnounced.create({ empresaId: ctx.empresaId, messageId }))
}
