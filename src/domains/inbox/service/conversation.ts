import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { LAST_TEXT, shownText } from '~/domains/outbox/service/shown-text'
import type { StoredMessage } from './stored-events'

/** A message as the list of conversations shows it. */
export function shown(event: StoredMessage): string {
  return shownText(event.text, event.media).slice(0, LAST_TEXT)
}

/** The conversation of a contact on one of our channels, created if there was none. */
export async function conversationOf(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  contactId: string,
  event: StoredMessage,
): Promise<string> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO conversations AS v (empresa_id, connection_id, contact_id, last_text, last_message_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (empresa_id, connection_id, contact_id) DO UPDATE SET last_message_at = v.last_message_at RETURNING id`,
    [ctx.empresaId, connectionId, contactId, shown(event), event.at, ctx.now],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('a conversation has an id')
  return id
}
