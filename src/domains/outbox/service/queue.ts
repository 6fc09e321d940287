import { AppError } from '~/kernel/errors'
import type { Sql, Tx } from '~/kernel/db'
import { liveNotices } from '~/kernel/live'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { MessageKind, SubjectType } from '../kinds'
import { DISPATCH_CHANNEL } from '~/domains/channels/service/wake'
import { decideCancelled } from './decisions'
import * as move from './message-state'

export type OutgoingMediaRow = {
  media: 'image' | 'video' | 'audio' | 'document'
  mimeType: string
  /** `pictureId`, and the message's own file: stored by us, and read when it is sent. */
  source: { url: string } | { base64: string } | { pictureId: string } | { own: true }
  fileName: string | null
}

/** A row of the outbox. It has either a `templateId` (rendered when sent) or a `body` (written by a user). */
export type OutgoingRow = {
  /** Subject, rule and date: makes a second message impossible, as in `carrinho:<cart>:<step>` (t-40). */
  dedupeKey: string
  kind: Exclude<MessageKind, 'recebida'>
  connectionId: string
  /** The recipient; null for groups and status, which have an `address`. */
  contactId: string | null
  /** `<id>@g.us`, or `status`. */
  address?: string | null
  templateId?: string | null
  body?: string | null
  media?: OutgoingMediaRow | null
  subjectType?: SubjectType | null
  subjectId?: string | null
  /** Follow-up step or campaign recipient that requested it. */
  ruleId?: string | null
  conversationId?: string | null
  notBefore: Date
  /** After this time it is cancelled instead of sent. */
  expiresAt?: Date | null
  /** See PRIORITY; lower goes first. */
  priority: number
}

/** Updates without reading the row first: the dispatcher that has it locked may be about to store that nothing waits. */
export const DUE = (at: string) =>
  `next_due_at = CASE WHEN c.status = 'conectada' AND c.paused_at IS NULL THEN least(c.next_due_at, ${at}) ELSE c.next_due_at END`

// One lock order everywhere, or there would be deadlocks: contacts, then connections by id, then conversations and
// messages.
const INSERT = `
  WITH rows AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS row ("dedupeKey" text, kind text, "connectionId" uuid, "contactId" uuid,
      "conversationId" uuid, address text, "templateId" uuid, "subjectType" text, "subjectId" uuid, "ruleId" uuid, body text, media jsonb,
      "notBefore" timestamptz, "expiresAt" timestamptz, priority int)
  ), people AS MATERIALIZED (
    SELECT p.id FROM contacts AS p WHERE p.empresa_id = $1 AND p.id IN (SELECT "contactId" FROM rows) ORDER BY p.id FOR KEY SHARE OF p
  ), held AS MATERIALIZED (
    SELECT c.id FROM whatsapp_connections AS c WHERE c.empresa_id = $1 AND c.id IN (SELECT "connectionId" FROM rows)
      AND (SELECT count(*) FROM people) >= 0
    ORDER BY c.id FOR NO KEY UPDATE OF c
  ), added AS (
    INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, conversation_id, address, template_id,
      subject_type, subject_id, rule_id, body, media, state, not_before, expires_at, priority, created_by, created_at, updated_at)
    SELECT $1::uuid, 'out', row.kind, row."dedupeKey", row."connectionId", row."contactId", row."conversationId", row.address,
      row."templateId", row."subjectType", row."subjectId", row."ruleId", row.body, nullif(row.media, 'null'), 'pendente', row."notBefore",
      row."expiresAt", row.priority, $3, $4::timestamptz, $4::timestamptz
    FROM rows AS row WHERE (SELECT count(*) FROM held) >= 0 ORDER BY row."dedupeKey"
    ON CONFLICT (empresa_id, dedupe_key) DO NOTHING
    RETURNING id, dedupe_key, connection_id, not_before
  ), due AS (
    UPDATE whatsapp_connections AS c SET ${DUE('first.at')}
    FROM (SELECT connection_id, min(not_before) AS at FROM added GROUP BY connection_id) AS first
    WHERE c.empresa_id = $1 AND c.id = first.connection_id
  )
  SELECT id, dedupe_key AS "dedupeKey", pg_notify('${DISPATCH_CHANNEL}', '')::text FROM added`

/** The newly queued messages; keys queued before are left out. */
export type Queued = { id: string; dedupeKey: string }[]

/**
 * Queues any number of messages in one statement: the product's only way to send (msg-4). A key that exists already, in any
 * state, is skipped. Wakes the dispatchers when the transaction commits.
 * @throws AppError BAD_INPUT for a row without a text or without a recipient.
 */
export async function queueMessages(ctx: EmpresaSqlCtx, rows: readonly OutgoingRow[]): Promise<Queued> {
  return insert({ sql: ctx.sql }, ctx, rows)
}

/**
 * Queues one message from a unit of either kind.
 * @returns its id, null when its key was queued before.
 * @throws as queueMessages
 */
export async function queueMessage(
  ctx: EmpresaCtx | EmpresaSqlCtx,
  row: OutgoingRow,
): Promise<string | null> {
  const [added] = await insert('sql' in ctx ? { sql: ctx.sql } : { db: ctx.db }, ctx, [row])
  return added?.id ?? null
}

async function insert(
  unit: { sql: Sql } | { db: Tx },
  ctx: EmpresaCtx | EmpresaSqlCtx,
  rows: readonly OutgoingRow[],
): Promise<Queued> {
  if (rows.length === 0) return []
  for (const row of rows) check(row)
  const values = [ctx.empresaId, JSON.stringify(rows), ctx.actor.name, ctx.now]
  if ('db' in unit) return toQueued(await unit.db.$queryRawUnsafe<Queued>(INSERT, ...values))
  return toQueued((await unit.sql.query<Queued[number]>(INSERT, values)).rows)
}

function toQueued(added: Queued): Queued {
  return added.map(({ id, dedupeKey }) => ({ id, dedupeKey }))
}

function check(row: OutgoingRow): void {
  if (!row.templateId && !row.body && !row.media)
    throw new AppError('BAD_INPUT', 'Escreva a mensagem ou escolha um modelo.')
  if (!row.contactId && !row.address) throw new AppError('BAD_INPUT', 'Escolha para quem a mensagem vai.')
}

/** Selects waiting messages; every given field must match. */
export type PendingFilter = { subjectType: SubjectType; subjectId?: string; ruleIds?: readonly string[] }

const WHERE = `empresa_id = $1 AND state = 'pendente' AND subject_type = $2 AND ($3::uuid IS NULL OR subject_id = $3)
  AND ($4::uuid[] IS NULL OR rule_id = ANY ($4))`

/** Locks connections before their messages, as the dispatchers do: another order could deadlock. */
const CANCEL = `
  WITH held AS MATERIALIZED (
    SELECT c.id FROM whatsapp_connections AS c WHERE c.empresa_id = $1 AND c.id IN (SELECT connection_id FROM messages WHERE ${WHERE})
    ORDER BY c.id FOR NO KEY UPDATE OF c
  ), cancelled AS (
    UPDATE messages SET ${move.cancel({ code: '$5', reason: '$6', at: '$7' })}
    WHERE ${WHERE} AND (SELECT count(*) FROM held) >= 0 RETURNING *
  ), decided AS (${decideCancelled('cancelled')})
  SELECT count(*)::int AS n, ${liveNotices('message', 'cancelled')} FROM cancelled`

/**
 * Cancels waiting messages, and records why; those being sent or already sent stay. `reason` is Portuguese.
 * @returns how many.
 */
export async function cancelPending(
  ctx: EmpresaSqlCtx,
  { subjectType, subjectId, ruleIds }: PendingFilter,
  code: string,
  reason: string,
): Promise<number> {
  const { rows } = await ctx.sql.query<{ n: number }>(CANCEL, [
    ctx.empresaId,
    subjectType,
    subjectId ?? null,
    ruleIds ?? null,
    code,
    reason,
    ctx.now,
  ])
  return rows[0]?.n ?? 0
}
