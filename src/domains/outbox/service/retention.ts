import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Deliveries that were understood; acks of unknown messages are looked up for one day. */
const EVENT_DAYS = 7
/** Deliveries that weren't, for the operator's investigation. */
const FAILED_DAYS = 30
/** Notices of chats, for the operator's investigation; events about a message are kept with it. */
const NOTICE_DAYS = 90
/** Files of messages; the message itself stays. */
const FILE_DAYS = 365
/** The simulated network's sends, and the messages on its phones. */
const SIMULATED_DAYS = 90

/** Deletes what is no longer needed. @returns how many rows. */
export async function purgeMessaging(ctx: EmpresaSqlCtx): Promise<number> {
  const before = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000)
  const purges: [string, Date[]][] = [
    [
      `DELETE FROM whatsapp_events WHERE empresa_id = $1
         AND received_at < CASE WHEN processed_at IS NOT NULL AND error IS NULL THEN $2::timestamptz ELSE $3::timestamptz END`,
      [before(EVENT_DAYS), before(FAILED_DAYS)],
    ],
    [
      `UPDATE message_files SET state = 'apagado', bytes = NULL, updated_at = $2 WHERE empresa_id = $1 AND state = 'guardado' AND created_at < $3`,
      [ctx.now, before(FILE_DAYS)],
    ],
    [
      `DELETE FROM chat_events WHERE empresa_id = $1 AND kind = 'aviso' AND created_at < $2`,
      [before(NOTICE_DAYS)],
    ],
    ['DELETE FROM simulated_copies WHERE empresa_id = $1 AND at < $2', [before(SIMULATED_DAYS)]],
    [
      `DELETE FROM simulated_attempts AS a WHERE a.empresa_id = $1 AND NOT EXISTS (
         SELECT FROM messages AS m WHERE m.empresa_id = $1 AND m.client_message_id = a.client_message_id AND m.updated_at >= $2)`,
      [before(SIMULATED_DAYS)],
    ],
  ]
  let gone = 0
  for (const [sql, values] of purges)
    gone += (await ctx.sql.query(sql, [ctx.empresaId, ...values])).rowCount ?? 0
  return gone
}
