import { LABEL_UPDATES_MS } from '~/domains/channels/service/labels-sync'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { StoredLabel, StoredLabelled } from './stored-events'

/** Stores a label that was made, renamed or deleted on the phone; deleting one removes the marks that users had put. */
export async function receiveLabel(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  { label, name }: StoredLabel,
): Promise<void> {
  if (name === null)
    await ctx.sql.query(
      'DELETE FROM whatsapp_labels WHERE empresa_id = $1 AND connection_id = $2 AND label = $3',
      [ctx.empresaId, connectionId, label],
    )
  else await know(ctx, connectionId, label, name)
  await notifyLive(ctx, ctx.empresaId, 'connection', connectionId)
}

/** An unknown label is named by its id until the provider sends its name. */
async function know(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  label: string,
  name: string | null,
): Promise<void> {
  await ctx.sql.query(
    `INSERT INTO whatsapp_labels AS l (empresa_id, connection_id, label, name) VALUES ($1, $2, $3, coalesce($4, 'Etiqueta ' || $3))
     ON CONFLICT (empresa_id, connection_id, label) DO UPDATE SET name = $4 WHERE l.name <> $4`,
    [ctx.empresaId, connectionId, label, name],
  )
}

/**
 * Stores the state of a label on a contact's chat on the phone, as of `at`; an older update changes nothing. A label that
 * users put follows the phone, unless a user changed it here and the phone hasn't received that yet; one that follows the
 * customer's status is corrected by the next sync.
 */
export async function receiveLabelled(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  { label, name, on, at }: StoredLabelled,
  contactId: string | undefined,
): Promise<void> {
  if (contactId === undefined || at.getTime() < ctx.now.getTime() - LABEL_UPDATES_MS) return
  await know(ctx, connectionId, label, name)
  const { rowCount } = await ctx.sql.query(
    `INSERT INTO contact_labels AS k (empresa_id, connection_id, contact_id, label, wanted, applied, source, next_try_at, reported_at)
     SELECT $1::uuid, $2::uuid, $3::uuid, l.label, $5 AND l.status IS NULL, $5, CASE WHEN l.status IS NULL THEN 'pessoa' ELSE 'status' END,
       $6::timestamptz, $7::timestamptz
     FROM whatsapp_labels AS l WHERE l.empresa_id = $1 AND l.connection_id = $2 AND l.label = $4
     ON CONFLICT (empresa_id, connection_id, contact_id, label) DO UPDATE SET applied = excluded.applied, reported_at = excluded.reported_at,
       wanted = CASE WHEN k.wanted = k.applied AND excluded.source = 'pessoa' THEN excluded.applied ELSE k.wanted END,
       source = CASE WHEN k.wanted = k.applied THEN excluded.source ELSE k.source END, attempts = 0, problem = NULL,
       next_try_at = excluded.next_try_at
     WHERE k.reported_at IS NULL OR k.reported_at <= excluded.reported_at`,
    [ctx.empresaId, connectionId, contactId, label, on, ctx.now, at],
  )
  if (rowCount === 1) await notifyLive(ctx, ctx.empresaId, 'conversation', contactId)
}
