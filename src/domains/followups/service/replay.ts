import { placeOf, quietUntil } from '~/domains/outbox/rules/quiet-hours'
import { settingsOf } from '~/domains/empresas/schema'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { FollowUpKind } from '../kinds'
import { replay, type PastSubject } from '../replay'
import { replayView, type ReplayView, type SaveFollowUpInput } from '../schema'
import { AUTOMATIC, STOPS, type StopCode } from '../texts'
import { checkSteps } from './check-steps'
import { ensureFollowUps } from './follow-ups'
import { DEAD, IS_PURCHASE, isPixOrBoleto, UNPAID } from './orders-sql'

const DAYS = 30
/** Maximum of subjects replayed: the newest ones. */
const MOST = 20_000
const SAMPLE = 20

type Row = Omit<PastSubject, 'ends'> & {
  city: string | null
  boughtAt: Date | null
  cancelledAt: Date | null
  contactedAt: Date | null
  optedOutAt: Date | null
  answeredAt: Date | null
}

const CUSTOMER_COLUMNS = 's.name, s.phone_key, s.email_key, s.phone_status::text AS phone_status, s.uf'
/** SQL, two values: the customer's first purchase since then, by phone and by e-mail. */
const paidAfter = (since: string) =>
  ['phone_key', 'email_key']
    .map(
      (key) => `(SELECT min(o.placed_at) FROM orders AS o WHERE o.empresa_id = $1 AND o.${key} = s.${key}
      AND o.placed_at >= ${since} AND ${IS_PURCHASE})`,
    )
    .join(', ')

/** Subjects of the period with what ended them. $1 empresa, $2 from, $3 limit. */
const PAST: Record<FollowUpKind, string> = {
  carrinho: `SELECT s.source::text || ' ' || s.external_id AS key, ${CUSTOMER_COLUMNS}, s.city, s.last_activity_at AS started_at,
      least(${paidAfter('s.last_activity_at')}, (SELECT o.placed_at FROM cart_matches AS m
        JOIN orders AS o ON o.empresa_id = m.empresa_id AND o.id = m.order_id
        WHERE m.empresa_id = $1 AND m.cart_id = s.id AND m.outcome = 'chosen')) AS bought_at,
      CASE WHEN s.unsubscribed THEN s.last_activity_at END AS cancelled_at, NULL::timestamptz AS contacted_at
    FROM carts AS s WHERE s.empresa_id = $1 AND s.last_activity_at >= $2 AND s.plugin_status <> 'normal'
    ORDER BY s.last_activity_at DESC LIMIT $3`,
  pedido: `SELECT s.external_id::text AS key, ${CUSTOMER_COLUMNS}, s.city, s.placed_at AS started_at,
      least(CASE WHEN s.status NOT IN ${UNPAID} AND s.status NOT IN ${DEAD} THEN coalesce(s.paid_at, s.placed_at) ELSE s.paid_at END,
        ${paidAfter('s.placed_at')}) AS bought_at,
      CASE WHEN s.status IN ${DEAD} THEN coalesce(s.modified_at, s.placed_at) END AS cancelled_at, NULL::timestamptz AS contacted_at
    FROM orders AS s WHERE s.empresa_id = $1 AND s.placed_at >= $2
      AND ${isPixOrBoleto('s')}
    ORDER BY s.placed_at DESC LIMIT $3`,
  lead: `SELECT s.external_id::text AS key, ${CUSTOMER_COLUMNS}, NULL::text AS city, s.captured_at AS started_at,
      least((SELECT c.first_order_at FROM customers AS c WHERE c.empresa_id = $1 AND c.id = s.customer_id), ${paidAfter('s.captured_at')}) AS bought_at,
      NULL::timestamptz AS cancelled_at, CASE WHEN s.contacted_by IS DISTINCT FROM '${AUTOMATIC}' THEN s.contacted_at END AS contacted_at
    FROM leads AS s WHERE s.empresa_id = $1 AND s.captured_at >= $2 ORDER BY s.captured_at DESC LIMIT $3`,
}

const query = (kind: FollowUpKind) => `
  SELECT s.key AS "externalKey", s.name, s.phone_key AS "phoneKey", s.email_key AS "emailKey", s.phone_status AS "phoneStatus", s.uf, s.city, s.started_at AS "startedAt",
    s.bought_at AS "boughtAt", s.cancelled_at AS "cancelledAt", s.contacted_at AS "contactedAt", k.opted_out_at AS "optedOutAt", k.on_whatsapp AS "onWhatsapp",
    (SELECT min(m.created_at) FROM messages AS m WHERE m.empresa_id = $1 AND m.contact_id = k.id AND m.direction = 'in'
      AND m.created_at > s.started_at) AS "answeredAt"
  FROM (${PAST[kind]}) AS s LEFT JOIN contacts AS k ON k.empresa_id = $1 AND k.phone_key = s.phone_key`

/**
 * What these steps would have sent in the last 30 days, had they been on all along: nothing is stored, nothing is sent
 * (ambition 10).
 * @throws AppError as saveFollowUp.
 */
export async function replayLastMonth(ctx: EmpresaCtx, input: SaveFollowUpInput): Promise<ReplayView> {
  await ensureFollowUps(ctx)
  const { kind, holdoutPercent } = input
  await checkSteps(ctx, kind, input.steps, null)
  const followUp = await ctx.db.followUp.findFirst({
    where: { empresaId: ctx.empresaId, kind },
    select: { id: true },
  })
  if (!followUp) throw new AppError('NOT_FOUND', 'Acompanhamento não encontrado.')
  const from = new Date(ctx.now.getTime() - DAYS * 86_400_000)
  const rows = await ctx.db.$queryRawUnsafe<Row[]>(query(kind), ctx.empresaId, from, MOST)
  const { cutoffMinutes } = settingsOf(ctx.empresa.settings).recovery
  const result = replay(
    {
      followUpId: followUp.id,
      holdoutPercent,
      steps: input.steps.map((step, n) => ({ ...step, id: String(n), position: n + 1 })),
      notBeforeMinutes: kind === 'carrinho' ? cutoffMinutes : 0,
      quietUntil: (at, uf) => quietUntil(at, uf, ctx.empresa.timezone)?.until ?? null,
    },
    rows.map(pastSubject),
    ctx.now,
  )
  return replayView.parse({
    from,
    to: ctx.now,
    subjects: result.subjects,
    holdout: result.holdout,
    wouldSend: result.sends.length,
    movedByQuietHours: result.sends.filter(({ moved }) => moved).length,
    steps: result.steps,
    stopped: [...result.stopped]
      .map(([code, count]) => ({ code, count, reason: STOPS[code] }))
      .sort((a, b) => b.count - a.count),
    sample: result.sends.slice(0, SAMPLE),
    cut: rows.length === MOST,
  })
}

function pastSubject({
  boughtAt,
  cancelledAt,
  contactedAt,
  optedOutAt,
  answeredAt,
  city,
  ...known
}: Row): PastSubject {
  const happened: [StopCode, Date | null][] = [
    ['comprou', boughtAt],
    ['cancelado', cancelledAt],
    ['ja_contatado', contactedAt],
    ['pediu_para_parar', optedOutAt],
    ['respondeu', answeredAt],
  ]
  return {
    ...known,
    uf: placeOf(known.uf, city),
    ends: happened.flatMap(([code, at]) => (at ? [{ code, at }] : [])),
  }
}
