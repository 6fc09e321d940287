import { firstName, type MessageValues } from '~/kernel/message'
import { settingsOf } from '~/domains/empresas/schema'
import { formatPhone } from '~/kernel/br'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { kindsSql, PRIORITY, type MessageKind, type SubjectType } from '../../kinds'
import type { TemplateKind } from '~/domains/templates/kinds'
import type { CloudTemplate } from '~/domains/templates/rules/cloud-template'
import { creditorValues } from '~/domains/templates/rules/variables'
import type { OutgoingMediaRow } from '../queue'
import { pausedUntilSql } from './due'

/** The best waiting message with all facts for its evaluation, read when it is sent. */
export type Candidate = {
  id: string
  kind: MessageKind
  connectionId: string
  contactId: string | null
  address: string | null
  body: string | null
  media: OutgoingMediaRow | null
  subjectType: SubjectType | null
  subjectId: string | null
  ruleId: string | null
  expiresAt: Date | null
  attempts: number
  clientMessageId: string | null
  createdAt: Date
  templateKind: TemplateKind | null
  templateBody: string | null
  templateActive: boolean | null
  /** The approved template of Meta that is bound to the template. */
  templateCloud: CloudTemplate | null
  /** The title of the conversation: the customer's name, else the name that the contact uses. */
  name: string | null
  phone: string | null
  jid: string | null
  lid: string | null
  uf: string | null
  /** Needed in Pernambuco, whose island has another time zone: the subject's city, else the customer's. */
  city: string | null
  optedOut: boolean
  onWhatsapp: boolean | null
  lastInboundAt: Date | null
  lastHumanAt: Date | null
  reachedBefore: boolean
  lastAutomaticAt: Date | null
}

// One probe of the index per priority: a long list that waits for tomorrow hides no message that is due now. While the
// empresa's sending is paused, only messages by hand are considered.
const BEST = `SELECT first.id FROM generate_series(0, CASE WHEN ${pausedUntilSql('$1')} > $3 THEN ${String(PRIORITY.byHand)} ELSE 9 END) AS p
  CROSS JOIN LATERAL (
    SELECT m.id FROM messages AS m
    WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.state = 'pendente' AND m.priority = p AND m.not_before <= $3
    ORDER BY m.not_before, m.id LIMIT 1) AS first
  ORDER BY p LIMIT 1`

const CITY = `coalesce(
      (SELECT s.city FROM carts AS s WHERE m.subject_type = 'cart' AND s.empresa_id = m.empresa_id AND s.id = m.subject_id),
      (SELECT s.city FROM orders AS s WHERE m.subject_type = 'order' AND s.empresa_id = m.empresa_id AND s.id = m.subject_id),
      (SELECT s.city FROM customers AS s WHERE s.empresa_id = m.empresa_id AND s.id = c.customer_id))`

const TAKE = `
  SELECT m.id, m.kind, m.connection_id AS "connectionId", m.contact_id AS "contactId", m.address, m.body, m.media,
    m.subject_type AS "subjectType", m.subject_id AS "subjectId", m.rule_id AS "ruleId", m.expires_at AS "expiresAt", m.attempts,
    m.client_message_id AS "clientMessageId", m.created_at AS "createdAt",
    t.kind AS "templateKind", t.body AS "templateBody", t.active AS "templateActive", t.cloud AS "templateCloud",
    coalesce((SELECT s.name FROM customers AS s WHERE s.empresa_id = m.empresa_id AND s.id = c.customer_id), c.name) AS name, c.phone, c.jid, c.lid, c.uf, CASE WHEN c.uf = 'PE' THEN ${CITY} END AS city, c.opted_out_at IS NOT NULL AS "optedOut", c.on_whatsapp AS "onWhatsapp",
    v.last_inbound_at AS "lastInboundAt", v.last_human_at AS "lastHumanAt",
    coalesce(r.reached, false) AS "reachedBefore", r.automatic AS "lastAutomaticAt"
  FROM messages AS m
  LEFT JOIN message_templates AS t ON t.empresa_id = m.empresa_id AND t.id = m.template_id
  LEFT JOIN LATERAL (
    SELECT * FROM contacts AS p WHERE p.empresa_id = m.empresa_id AND p.id = m.contact_id FOR KEY SHARE SKIP LOCKED
  ) AS c ON true
  LEFT JOIN conversations AS v ON v.empresa_id = m.empresa_id AND v.connection_id = m.connection_id AND v.contact_id = m.contact_id
  LEFT JOIN LATERAL (
    SELECT bool_or(o.connection_id = m.connection_id AND o.state IN ('enviada', 'entregue', 'lida')) AS reached,
      max(o.updated_at) FILTER (WHERE o.kind IN ${kindsSql('automatic', 'toContact')}
        AND o.state IN ('enviando', 'enviada', 'entregue', 'lida', 'incerta')) AS automatic
    FROM (SELECT x.connection_id, x.state, x.kind, x.updated_at FROM messages AS x
      WHERE x.empresa_id = m.empresa_id AND x.contact_id = m.contact_id AND x.id <> m.id
      ORDER BY x.created_at DESC LIMIT 20) AS o
  ) AS r ON true
  WHERE m.empresa_id = $1 AND m.state = 'pendente' AND m.id = (${BEST}) AND (m.contact_id IS NULL OR c.id IS NOT NULL)
  FOR NO KEY UPDATE OF m SKIP LOCKED`

/**
 * Locks the best message that is due and reads its facts as they are now; null when there is none or another transaction is
 * changing it. Its contact is locked until the claim is committed: no merge, no new phone in between. The connection must
 * be locked before, by a statement of its own: this one then sees the changes of the previous lock owner.
 */
export async function takeBest(ctx: EmpresaSqlCtx, connectionId: string): Promise<Candidate | null> {
  const { rows } = await ctx.sql.query<Candidate>({
    name: 'dispatch-take',
    text: TAKE,
    values: [ctx.empresaId, connectionId, ctx.now],
  })
  return rows[0] ?? null
}

/** Values that any template may use without a subject: those of the contact, the empresa and the current time. */
export function commonValues(
  ctx: Pick<EmpresaSqlCtx, 'empresa' | 'now'>,
  candidate: Pick<Candidate, 'name' | 'phone'>,
): MessageValues {
  const { timezone } = ctx.empresa
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('pt-BR', { ...options, timeZone: timezone }).format(ctx.now)
  return {
    nome: firstName(candidate.name),
    telefone: candidate.phone === null ? null : formatPhone(candidate.phone),
    empresa: ctx.empresa.name,
    data: format({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    hora: format({ hour: '2-digit', minute: '2-digit' }),
    ...creditorValues(settingsOf(ctx.empresa.settings).charging),
  }
}
