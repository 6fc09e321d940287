import { reachesPeople } from '~/domains/outbox/service/reach'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { upliftOf, type Group, type Uplift } from '../uplift'
import type { UpliftView } from '../schema'

/** A sale counts when it comes within this time after the cart, in both groups alike. */
export const HORIZON_DAYS = 7

/** Grouped by customer, as the draw is: a customer with several carts counts once. */
const groups = () => `
  SELECT holdout, count(*)::int AS people, count(*) FILTER (WHERE bought)::int AS bought FROM (
    SELECT e.holdout, bool_or(EXISTS (
        SELECT 1 FROM cart_matches AS m WHERE m.empresa_id = $1 AND m.cart_id = e.subject_id AND m.outcome = 'chosen'
          AND m.distance_seconds BETWEEN 0 AND $3::int * 86400)) AS bought
    FROM follow_up_enrolments AS e JOIN follow_ups AS f ON f.empresa_id = $1 AND f.id = e.follow_up_id AND f.kind = 'carrinho'
    JOIN carts AS c ON c.empresa_id = $1 AND c.id = e.subject_id
    WHERE e.empresa_id = $1 AND e.started_at <= $2::timestamptz - make_interval(days => $3::int) AND e.started_at >= (${firstReal()})
      AND e.stop_reason IS DISTINCT FROM 'sem_telefone' AND e.stop_reason IS DISTINCT FROM 'ja_havia_pedido'
      AND e.stop_reason IS DISTINCT FROM 'ja_fora_do_whatsapp'
    GROUP BY e.holdout, coalesce(c.phone_key, c.email_key, c.id::text)) AS person
  GROUP BY holdout`

/** Start of the first cart whose customer got a real message: simulated sends before it treated no customer. */
const firstReal = () => `
  SELECT min(e.started_at) FROM messages AS m
  JOIN whatsapp_connections AS w ON w.empresa_id = $1 AND w.id = m.connection_id AND ${reachesPeople('w')}
  JOIN follow_up_enrolments AS e ON e.empresa_id = $1 AND e.subject_id = m.subject_id AND NOT e.holdout
  WHERE m.empresa_id = $1 AND m.subject_type = 'cart' AND m.rule_id IS NOT NULL AND m.state IN ('enviada', 'entregue', 'lida')`

/**
 * The effect of the cart messages: compares all customers who could have got them, by the draw alone, whatever was really
 * sent.
 */
export async function cartUplift(ctx: EmpresaSqlCtx): Promise<UpliftView> {
  const { rows } = await ctx.sql.query<Group & { holdout: boolean }>(groups(), [
    ctx.empresaId,
    ctx.now,
    HORIZON_DAYS,
  ])
  const group = (holdout: boolean): Group => {
    const row = rows.find((candidate) => candidate.holdout === holdout)
    return { people: row?.people ?? 0, bought: row?.bought ?? 0 }
  }
  const lift = upliftOf(group(false), group(true))
  const drawn = await ctx.sql.query<{ percent: number }>(
    `SELECT holdout_percent AS percent FROM follow_ups WHERE empresa_id = $1 AND kind = 'carrinho'`,
    [ctx.empresaId],
  )
  const holdoutPercent = drawn.rows[0]?.percent ?? 0
  return { horizonDays: HORIZON_DAYS, holdoutPercent, ...lift, text: textOf(lift) }
}

const points = (share: number) =>
  `${(share * 100).toLocaleString('pt-BR', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} pontos`

function textOf(lift: Uplift): string {
  if (lift.lift === null || lift.interval === null || lift.detectable === null)
    return 'Ainda não há carrinhos nos dois grupos com o prazo de 7 dias completo.'
  const range = `entre ${points(lift.interval.low)} e ${points(lift.interval.high)}`
  switch (lift.verdict) {
    case 'funciona':
      return `As mensagens causam vendas: ${range} a mais de recuperação, com 95% de confiança.`
    case 'atrapalha':
      return `Com as mensagens a recuperação foi menor: ${range}, com 95% de confiança. Reveja os textos e os horários.`
    default:
      return `Ainda não dá para dizer: o efeito está ${range}. Com estes grupos só um efeito de ${points(lift.detectable)} apareceria.`
  }
}
