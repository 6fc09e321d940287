import { defineSubject, type Asked, type Subject, type SubjectCheck } from '~/domains/outbox/subjects'
import { firstName, type MessageValues } from '~/kernel/message'
import { formatMoney } from '~/kernel/money-text'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { SUBJECT_OF, TABLE_OF, type FollowUpKind } from './kinds'
import { activeSteps, dueAt, stopOf, stopReason } from './rules'
import { enrolledSql, type SubjectFacts } from './service/facts'
import { followUpOfKind, type StoredFollowUp } from './service/store'

const cancel = (code: string, reason: string): SubjectCheck => ({ kind: 'cancel', code, reason })
const GONE = cancel('sumiu', 'O que deu origem a esta mensagem não existe mais.')

/** Checks a step when it is sent: paid, answered, recovered or switched off since it was queued (t-29). */
async function checkStep(ctx: EmpresaSqlCtx, kind: FollowUpKind, asked: Asked): Promise<SubjectCheck> {
  // A user wrote about the subject: the series doesn't prevent that.
  if (asked.ruleId === null) return (await exists(ctx, kind, asked.subjectId)) ? { kind: 'ok' } : GONE
  const followUp = await followUpOfKind(ctx, kind)
  const step = followUp?.steps.find(({ id }) => id === asked.ruleId)
  if (!followUp || !step) return cancel('passo_removido', 'Esta mensagem foi tirada do acompanhamento.')
  if (!followUp.active || !step.active) return cancel('desligado', stopReason('desligado'))
  const { rows } = await ctx.sql.query<SubjectFacts>(enrolledSql(kind), [
    ctx.empresaId,
    ctx.now,
    followUp.id,
    [asked.subjectId],
  ])
  const [facts] = rows
  return facts ? checkFacts(ctx, followUp, facts) : GONE
}

async function checkFacts(
  ctx: EmpresaSqlCtx,
  followUp: StoredFollowUp,
  facts: SubjectFacts,
): Promise<SubjectCheck> {
  const { rows } = await ctx.sql.query<{ holdout: boolean; stopReason: string | null }>(
    `SELECT holdout, stop_reason AS "stopReason" FROM follow_up_enrolments
     WHERE empresa_id = $1 AND follow_up_id = $2 AND subject_id = $3`,
    [ctx.empresaId, followUp.id, facts.id],
  )
  const [enrolment] = rows
  if (!enrolment || enrolment.holdout) return cancel('grupo_de_controle', stopReason('grupo_de_controle'))
  const stop = stopOf(facts)
  if (stop) return cancel(stop, stopReason(stop))
  if (enrolment.stopReason !== null && enrolment.stopReason !== 'concluida')
    return cancel(enrolment.stopReason, 'O acompanhamento desta pessoa já terminou.')
  if (!facts.resting) return { kind: 'ok' }
  const [first] = activeSteps(followUp.steps)
  const hour = new Date(ctx.now.getTime() + 3_600_000)
  const until = first ? dueAt(facts.startedAt, first) : hour
  return {
    kind: 'defer',
    code: 'comprando',
    reason: 'A pessoa voltou ao carrinho e pode estar comprando agora.',
    until: until > ctx.now ? until : hour,
  }
}

async function exists(ctx: EmpresaSqlCtx, kind: FollowUpKind, id: string): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `SELECT 1 FROM ${TABLE_OF[kind]} WHERE empresa_id = $1 AND id = $2`,
    [ctx.empresaId, id],
  )
  return (rowCount ?? 0) > 0
}

type Read = {
  name: string | null
  centavos: number | null
  currency: string
  number: string | null
  link: string | null
  items: { name: string | null; quantity: number }[]
}

const VALUES: Record<FollowUpKind, string> = {
  carrinho: `SELECT name, total_centavos AS centavos, (SELECT currency FROM empresas WHERE id = $1) AS currency, NULL::text AS number, recovery_url AS link,
      coalesce((SELECT jsonb_agg(jsonb_build_object('name', i->>'name', 'quantity', i->'quantity')) FROM jsonb_array_elements(items) AS i), '[]') AS items
    FROM carts WHERE empresa_id = $1 AND id = $2`,
  pedido: `SELECT name, total_centavos AS centavos, currency, coalesce(shop_number, external_id::text) AS number, NULL::text AS link,
      coalesce((SELECT jsonb_agg(jsonb_build_object('name', i.name, 'quantity', i.quantity) ORDER BY i.external_id) FROM order_items AS i
        WHERE i.empresa_id = $1 AND i.order_id = orders.id AND i.type = 'line_item'), '[]') AS items
    FROM orders WHERE empresa_id = $1 AND id = $2`,
  lead: `SELECT name, NULL::bigint AS centavos, 'BRL' AS currency, NULL::text AS number, NULL::text AS link, '[]'::jsonb AS items FROM leads WHERE empresa_id = $1 AND id = $2`,
}

/** `Sandália Lua, 37`, `2 Meias e Tênis`, `Tênis e mais 3 produtos`; null when the shop kept no names. */
export function itemsText(items: readonly { name: string | null; quantity: number }[]): string | null {
  const named = items.flatMap(({ name, quantity }) =>
    name?.trim() ? [quantity > 1 ? `${String(quantity)} ${name.trim()}` : name.trim()] : [],
  )
  if (named.length === 0) {
    const count = items.reduce((sum, { quantity }) => sum + quantity, 0)
    return count > 0 ? (count === 1 ? '1 produto' : `${String(count)} produtos`) : null
  }
  if (items.length === 1) return named[0] ?? null
  if (items.length === 2 && named.length === 2) return named.join(' e ')
  const more = items.length - 1
  return `${named[0] ?? ''} e mais ${String(more)} ${more === 1 ? 'produto' : 'produtos'}`
}

async function valuesOf(ctx: EmpresaSqlCtx, kind: FollowUpKind, asked: Asked): Promise<MessageValues> {
  const { rows } = await ctx.sql.query<Read>(VALUES[kind], [ctx.empresaId, asked.subjectId])
  const [row] = rows
  if (!row) return {}
  const name = firstName(row.name)
  return {
    ...(name ? { nome: name } : {}),
    ...(row.centavos === null ? {} : { valor: formatMoney(row.centavos, row.currency) }),
    ...(row.number === null ? {} : { pedido: `#${row.number}` }),
    ...(row.link === null ? {} : { link: row.link }),
    itens: itemsText(row.items),
  }
}

function subjectOf(kind: FollowUpKind): Subject {
  return defineSubject({
    type: SUBJECT_OF[kind],
    check: (ctx, asked) => checkStep(ctx, kind, asked),
    variables: (ctx, asked) => valuesOf(ctx, kind, asked),
  })
}

/** How long a message waits before it checks again whether the shop could be read. */
const ASK_AGAIN_MS = 3_600_000

/**
 * Delays reminders of carts and orders while the shop's data are too old to know who has paid; `staleReason` gives the
 * reason in Portuguese, null when they are fresh. Messages by hand go, and a welcome needs no shop data.
 */
export function onFreshData(
  subjects: readonly Subject[],
  staleReason: (ctx: EmpresaSqlCtx) => Promise<string | null>,
): Subject[] {
  return subjects.map((subject) => {
    if (subject.type === SUBJECT_OF.lead) return subject
    return {
      ...subject,
      check: async (ctx, asked) => {
        const check = await subject.check(ctx, asked)
        if (check.kind !== 'ok' || asked.ruleId === null) return check
        const reason = await staleReason(ctx)
        if (reason === null) return check
        return {
          kind: 'defer',
          code: 'dados_antigos',
          reason,
          until: new Date(ctx.now.getTime() + ASK_AGAIN_MS),
        }
      },
    }
  })
}

/** The subjects of follow-ups: carts, orders and leads. */
export const followUpSubjects: readonly Subject[] = [
  subjectOf('carrinho'),
  subjectOf('pedido'),
  subjectOf('lead'),
]
