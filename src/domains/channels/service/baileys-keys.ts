import { seal, unseal } from '~/kernel/secrets'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** The key type of the login itself, stored beside the other keys. */
const CREDS = 'creds'

/** Binds a sealed key to its connection: it opens for no other. */
function lockOf(ctx: EmpresaSqlCtx, connectionId: string): string {
  return `${ctx.empresaId}/${connectionId}`
}

/** Keys of one type, opened; missing ones are left out. */
export async function readKeys(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  type: string,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const { rows } = await ctx.sql.query<{ key: string; sealed: string }>(
    `SELECT key, value_sealed AS sealed FROM whatsapp_session_keys
     WHERE empresa_id = $1 AND connection_id = $2 AND type = $3 AND key = ANY($4)`,
    [ctx.empresaId, connectionId, type, ids],
  )
  const lock = lockOf(ctx, connectionId)
  return Object.fromEntries(rows.map(({ key, sealed }) => [key, unseal(sealed, lock)]))
}

type Change = { type: string; id: string; value: string | null }

/** Writes and deletes (null) keys, all or none. */
export async function setKeys(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  changes: readonly Change[],
): Promise<void> {
  // The last change of a key counts, and one statement may change a row only once.
  const last = [...new Map(changes.map((change) => [`${change.type}\n${change.id}`, change])).values()]
  const gone = last.filter(({ value }) => value === null)
  const lock = lockOf(ctx, connectionId)
  const kept = last.flatMap(({ type, id, value }) =>
    value === null ? [] : [{ type, id, sealed: seal(value, lock) }],
  )
  if (gone.length > 0)
    await ctx.sql.query(
      `DELETE FROM whatsapp_session_keys AS k USING unnest($3::text[], $4::text[]) AS gone (type, key)
       WHERE k.empresa_id = $1 AND k.connection_id = $2 AND k.type = gone.type AND k.key = gone.key`,
      [ctx.empresaId, connectionId, gone.map(({ type }) => type), gone.map(({ id }) => id)],
    )
  if (kept.length > 0)
    await ctx.sql.query(
      `INSERT INTO whatsapp_session_keys (empresa_id, connection_id, type, key, value_sealed)
       SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[])
       ON CONFLICT (empresa_id, connection_id, type, key) DO UPDATE SET value_sealed = excluded.value_sealed`,
      [
        ctx.empresaId,
        connectionId,
        kept.map(({ type }) => type),
        kept.map(({ id }) => id),
        kept.map(({ sealed }) => sealed),
      ],
    )
}

/** Deletes the keys, or the login with them. */
export async function clearKeys(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  what: 'keys' | 'all',
): Promise<void> {
  await ctx.sql.query(
    `DELETE FROM whatsapp_session_keys WHERE empresa_id = $1 AND connection_id = $2 AND ($3 OR type <> $4)`,
    [ctx.empresaId, connectionId, what === 'all', CREDS],
  )
}

/** Text of a message that we sent under this id; null when there's none, or it carried a file. */
export async function sentText(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  messageId: string,
): Promise<string | null> {
  const { rows } = await ctx.sql.query<{ body: string | null }>(
    `SELECT body FROM messages
     WHERE empresa_id = $1 AND connection_id = $2 AND direction = 'out' AND provider_message_id = $3 AND media IS NULL`,
    [ctx.empresaId, connectionId, messageId],
  )
  return rows[0]?.body ?? null
}
