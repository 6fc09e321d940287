import { MESSAGE_KIND_OF, TABLE_OF, type FollowUpKind } from '../kinds'
import type { Facts } from '../rules'
import { AUTOMATIC } from '../texts'
import { DEAD, IS_PURCHASE, isPixOrBoleto, UNPAID } from './orders-sql'

/** The facts of a subject that every decision is based on. */
export type SubjectFacts = Facts & {
  id: string
  externalKey: string
  name: string | null
  phone: string | null
  phoneKey: string | null
  emailKey: string | null
  uf: string | null
  customerId: string | null
  contactId: string | null
  startedAt: Date
  /** The customer may still be buying: nothing is sent, nothing is stopped. */
  resting: boolean
  /** Another subject of the customer got a message of this follow-up recently. */
  recently: boolean
}

/** SQL: whether an order of subject `s`, by phone or e-mail, meets the condition; two lookups, each served by its index. */
const ordered = (is: string) =>
  `(${['phone_key', 'email_key'].map((key) => `EXISTS (SELECT 1 FROM orders AS o WHERE o.empresa_id = $1 AND o.${key} = s.${key} AND ${is})`).join(' OR ')})`
/** An order that has a series of its own. */
const REMINDED = `o.status IN ${UNPAID} AND o.phone_status = 'valid' AND ${isPixOrBoleto('o')}`
/** A paid order, placed since the subject began. */
const bought = (since: string) => ordered(`o.placed_at >= ${since} AND ${IS_PURCHASE}`)

/**
 * Subjects of each kind with the same columns. $1 empresa. The status that recovery decided takes precedence; orders that
 * it has not matched yet stop a series too, so that no customer is reminded between an import's rows and its match.
 */
const SUBJECTS: Record<FollowUpKind, string> = {
  carrinho: `
    SELECT s.id, s.source::text || ' ' || s.external_id AS "externalKey", s.name, s.phone, s.phone_key, s.email_key,
      s.phone_status::text AS "phoneStatus", s.uf, s.customer_id, s.last_activity_at AS started_at, s.status = 'em_compra' AS resting,
      CASE WHEN s.status = 'recuperado' OR ${bought('s.last_activity_at')} THEN 'comprou'
           WHEN s.status = 'abandonado' THEN 'prazo' WHEN s.unsubscribed THEN 'descadastrado'
           WHEN EXISTS (SELECT 1 FROM follow_ups AS p WHERE p.empresa_id = $1 AND p.kind = 'pedido' AND p.active)
             AND ${ordered(`o.placed_at >= s.last_activity_at - interval '1 hour' AND ${REMINDED}`)} THEN 'virou_pedido'
      END AS gone
    FROM carts AS s WHERE s.empresa_id = $1`,
  pedido: `
    SELECT s.id, s.external_id::text AS "externalKey", s.name, s.phone, s.phone_key, s.email_key,
      s.phone_status::text AS "phoneStatus", s.uf, s.customer_id, s.placed_at AS started_at, false AS resting,
      CASE WHEN s.status IN ${DEAD} THEN 'cancelado'
           WHEN s.paid_at IS NOT NULL OR s.status NOT IN ${UNPAID} OR ${bought('s.placed_at')} THEN 'comprou'
      END AS gone
    FROM orders AS s WHERE s.empresa_id = $1
      AND ${isPixOrBoleto('s')}`,
  lead: `
    SELECT s.id, s.external_id::text AS "externalKey", s.name, s.phone, s.phone_key, s.email_key,
      s.phone_status::text AS "phoneStatus", s.uf, s.customer_id, s.captured_at AS started_at, false AS resting,
      CASE WHEN s.customer_id IS NOT NULL OR ${bought('s.captured_at')} THEN 'comprou' WHEN s.contacted_at IS NOT NULL AND s.contacted_by IS DISTINCT FROM '${AUTOMATIC}' THEN 'ja_contatado' END AS gone
    FROM leads AS s WHERE s.empresa_id = $1`,
}

/** Restricts the rows: an index finds them before the facts of a customer are read. */
const CANDIDATE: Record<FollowUpKind, { started: string; open: string }> = {
  carrinho: { started: 's.last_activity_at', open: `s.status = 'aguardando'` },
  pedido: { started: 's.placed_at', open: `s.status IN ${UNPAID}` },
  lead: { started: 's.captured_at', open: 's.customer_id IS NULL AND s.contacted_at IS NULL' },
}

const COLUMNS = (kind: FollowUpKind) => `
  s.id, s."externalKey", s.name, s.phone, s.phone_key AS "phoneKey", s.email_key AS "emailKey", s."phoneStatus", s.uf, s.customer_id AS "customerId",
  s.started_at AS "startedAt", s.resting, s.gone, k.id AS "contactId", coalesce(k.opted_out_at IS NOT NULL, false) AS "optedOut",
  k.on_whatsapp AS "onWhatsapp",
  EXISTS (SELECT 1 FROM messages AS m WHERE m.empresa_id = $1 AND m.contact_id = k.id AND m.direction = 'in'
    AND m.created_at > s.started_at) AS answered,
  EXISTS (SELECT 1 FROM messages AS m WHERE m.empresa_id = $1 AND m.contact_id = k.id AND m.kind = '${MESSAGE_KIND_OF[kind]}'
    AND m.direction = 'out' AND m.subject_id <> s.id AND m.state NOT IN ('cancelada', 'falhou') AND m.created_at > $2::timestamptz) AS recently`

const CONTACT = `LEFT JOIN contacts AS k ON k.empresa_id = $1 AND k.phone_key = s.phone_key`

/**
 * $1 empresa, $2 time since which another message counts as recent, $3 earliest start, $4 follow-up, $5 limit. Subjects
 * that are not enrolled yet, the newest first, so that none waits behind old ones.
 */
export function candidatesSql(kind: FollowUpKind): string {
  const { started, open } = CANDIDATE[kind]
  return `SELECT ${COLUMNS(kind)}, false AS replaced FROM (
      ${SUBJECTS[kind]} AND ${started} >= $3 AND ${open}
        AND NOT EXISTS (SELECT 1 FROM follow_up_enrolments AS e WHERE e.empresa_id = $1 AND e.follow_up_id = $4 AND e.subject_id = s.id)
      ORDER BY ${started} DESC LIMIT $5) AS s ${CONTACT}
    WHERE NOT s.resting AND s.gone IS NULL ORDER BY s.started_at`
}

/**
 * $1 empresa, $2 as above, $3 follow-up, $4 subject ids. Includes whether a newer subject of the same customer took over.
 */
export function enrolledSql(kind: FollowUpKind): string {
  return `SELECT ${COLUMNS(kind)}, EXISTS (
      SELECT 1 FROM ${TABLE_OF[kind]} AS other JOIN follow_up_enrolments AS e
        ON e.empresa_id = $1 AND e.follow_up_id = $3 AND e.subject_id = other.id AND NOT e.holdout
      WHERE other.empresa_id = $1 AND other.phone_key = s.phone_key AND other.id <> s.id
        AND (e.started_at, e.subject_id) > (s.started_at, s.id)) AS replaced
    FROM (${SUBJECTS[kind]} AND s.id = ANY ($4::uuid[])) AS s ${CONTACT}`
}
