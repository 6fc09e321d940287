import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { daysLeft } from '~/domains/carts/rules'
import { cartStatus, recoveryKind } from '~/domains/carts/schema'
import { settingsOf } from '~/domains/empresas/schema'
import { UNPAID_STATUSES } from '~/domains/orders/statuses'
import { isKnownStatus, RULE_VERSION, RUNNERS_UP_KEPT, saleStatuses } from './rules'
import { cartExplanation, matchReason, type CartExplanation, type ExplainedMatch } from './schema'
import {
  DELETE_STALE,
  FILL_CARTS,
  FILL_CHOSEN,
  FILL_DESIRED,
  FILL_LIVE,
  FILL_ORDERS,
  FILL_PAIRS,
  INSERT_NEW,
  keepFree,
  MAKE_TABLES,
  serveInOrder,
  serveMutualBest,
  STATUSES,
  UPDATE_BY_TIME,
  UPDATE_RECOVERED,
  UPDATE_UNMATCHED,
} from './sql'
import { matchText, statusText } from './texts'

const DAY_SECONDS = 86_400

/** What one match run wrote. All zero when nothing changed since the last. */
export type MatchRun = {
  pairs: number
  chosen: number
  rounds: number
  matchesWritten: number
  cartsChanged: number
}

/**
 * Matches every cart of the empresa again by the rule of rules.ts and writes the differences: `cart_matches`
 * and the carts' status, kind, window and decision time. Idempotent; one run per empresa at a time.
 */
export async function matchCarts(ctx: EmpresaSqlCtx): Promise<MatchRun> {
  const { sql, empresaId, now } = ctx
  const rule = settingsOf(ctx.empresa.settings).recovery
  await lockRecovery(ctx)
  await sql.query("SET LOCAL work_mem = '128MB'")
  await sql.query(MAKE_TABLES)
  await sql.query(FILL_CARTS, [empresaId])
  const { rows: met } = await sql.query<{ status: string }>(STATUSES, [empresaId])
  const unexplained = met.map(({ status }) => status).filter((status) => !isKnownStatus(status, rule))
  await sql.query(FILL_ORDERS, [empresaId, saleStatuses(rule), [...UNPAID_STATUSES], unexplained])
  await sql.query('ANALYZE recovery_carts, recovery_orders')
  const pairs = await sql.query(FILL_PAIRS, [
    rule.windowBeforeDays * DAY_SECONDS,
    rule.windowAfterDays * DAY_SECONDS,
  ])
  await sql.query('ANALYZE recovery_pairs')
  const rounds = await serveGreedily(ctx)
  const chosen = (await sql.query(FILL_CHOSEN)).rowCount ?? 0
  await sql.query('ANALYZE recovery_chosen')
  await sql.query(FILL_DESIRED, [RUNNERS_UP_KEPT])
  await sql.query('ANALYZE recovery_desired')

  const ruleParams = [
    empresaId,
    RULE_VERSION,
    rule.windowBeforeDays,
    rule.windowAfterDays,
    rule.cutoffMinutes,
  ]
  const deleted = await sql.query(DELETE_STALE, ruleParams)
  const inserted = await sql.query(INSERT_NEW, ruleParams)
  const decided = [empresaId, now, rule.cutoffMinutes, rule.windowAfterDays]
  const recovered = await sql.query(UPDATE_RECOVERED, decided)
  const unmatched = await sql.query(UPDATE_UNMATCHED, decided)
  return {
    pairs: pairs.rowCount ?? 0,
    chosen,
    rounds,
    matchesWritten: (deleted.rowCount ?? 0) + (inserted.rowCount ?? 0),
    cartsChanged: (recovered.rowCount ?? 0) + (unmatched.rowCount ?? 0),
  }
}

/** A round that serves less than this part of what is left makes way for one pass over it. */
const WORTH_A_ROUND = 0.1

/** Serves the pairs best first: rounds of mutual best pairs, which give the same result, then a pass over the rest. */
async function serveGreedily({ sql }: EmpresaSqlCtx): Promise<number> {
  let left = (await sql.query(FILL_LIVE)).rowCount ?? 0
  let live: 0 | 1 = 0
  for (let rounds = 0; left > 0; rounds++) {
    await sql.query(`ANALYZE recovery_live_${live}`)
    const served = (await sql.query(serveMutualBest(live))).rowCount ?? 0
    await sql.query('ANALYZE recovery_served')
    await sql.query(`TRUNCATE recovery_live_${1 - live}`)
    const free = (await sql.query(keepFree(live))).rowCount ?? 0
    live = live === 0 ? 1 : 0
    if (free > 0 && served < left * WORTH_A_ROUND) {
      await sql.query(serveInOrder(live))
      return rounds + 2
    }
    left = free
    if (left === 0) return rounds + 1
  }
  return 0
}

/**
 * Moves carts that time alone has moved: em_compra to aguardando, both to abandonado. Carts never matched are left
 * to matchCarts. Cheap enough for every few minutes. @returns how many moved.
 */
export async function refreshStatuses(ctx: EmpresaSqlCtx): Promise<number> {
  const { cutoffMinutes, windowAfterDays } = settingsOf(ctx.empresa.settings).recovery
  await lockRecovery(ctx)
  const ago = (seconds: number) => new Date(ctx.now.getTime() - seconds * 1000)
  const run = async (status: string, seconds: number) => {
    const decided = [ctx.empresaId, ctx.now, cutoffMinutes, windowAfterDays]
    return (await ctx.sql.query(UPDATE_BY_TIME, [...decided, status, ago(seconds)])).rowCount ?? 0
  }
  const shopping = await run('em_compra', cutoffMinutes * 60)
  return shopping + (await run('aguardando', windowAfterDays * DAY_SECONDS))
}

/** The first time after now at which a cart passes its cut-off; null when none will. */
export async function nextCutOff(ctx: EmpresaSqlCtx): Promise<Date | null> {
  const cutOffMs = settingsOf(ctx.empresa.settings).recovery.cutoffMinutes * 60_000
  const { rows } = await ctx.sql.query<{ at: Date | null }>(
    `SELECT min(last_activity_at) AS at FROM carts WHERE empresa_id = $1 AND status = 'em_compra'
       AND window_ends_at IS NOT NULL AND last_activity_at > $2`,
    [ctx.empresaId, new Date(ctx.now.getTime() - cutOffMs)],
  )
  const at = rows[0]?.at
  return at ? new Date(at.getTime() + cutOffMs) : null
}

/** Two runs on one empresa would each undo the other's half; the lock ends with the transaction. */
async function lockRecovery({ sql, empresaId }: EmpresaSqlCtx): Promise<void> {
  await sql.query("SELECT pg_advisory_xact_lock(hashtextextended('recovery:' || $1, 0))", [empresaId])
}

const OUTCOME_PLACE = { chosen: 0, unpaid: 1, runner_up: 2 }

/** Why a cart counts as it does: the stored match, in types and in Portuguese. @throws AppError NOT_FOUND. */
export async function explainCart(ctx: EmpresaCtx, cartId: string): Promise<CartExplanation> {
  const cart = await ctx.db.cart.findFirst({
    where: { empresaId: ctx.empresaId, id: cartId },
    select: {
      id: true,
      status: true,
      recoveryKind: true,
      windowEndsAt: true,
      matches: {
        include: {
          order: {
            select: {
              externalId: true,
              shopNumber: true,
              currency: true,
              status: true,
              totalCentavos: true,
              placedAt: true,
            },
          },
        },
      },
    },
  })
  if (!cart) throw new AppError('NOT_FOUND', 'Carrinho não encontrado.')
  const status = cartStatus.parse(cart.status)
  const kind = recoveryKind.nullable().parse(cart.recoveryKind)
  const left = daysLeft({ status, windowEndsAt: cart.windowEndsAt }, ctx.now)
  const matches = cart.matches
    .map(({ order, ...match }) => {
      const facts = {
        ...match,
        reason: matchReason.nullable().parse(match.reason),
        orderNumber: Number(order.externalId),
        orderShown: order.shopNumber ?? String(order.externalId),
        orderCurrency: order.currency,
      }
      return {
        ...facts,
        orderStatus: order.status,
        orderTotalCentavos: Number(order.totalCentavos),
        placedAt: order.placedAt,
        text: matchText(facts, kind),
      }
    })
    .sort(compareMatches)
  return cartExplanation.parse({
    cartId: cart.id,
    status,
    kind,
    windowEndsAt: cart.windowEndsAt,
    daysLeft: left,
    matches,
    text: statusText(status, left),
  })
}

/** Chosen, then unpaid, then the others as the rule ranks them. */
function compareMatches(a: Omit<ExplainedMatch, 'text'>, b: Omit<ExplainedMatch, 'text'>): number {
  const strength = (match: { byEmail: boolean; byPhone: boolean }) => (match.byEmail && match.byPhone ? 2 : 1)
  return (
    OUTCOME_PLACE[a.outcome] - OUTCOME_PLACE[b.outcome] ||
    strength(b) - strength(a) ||
    Math.abs(a.distanceSeconds) - Math.abs(b.distanceSeconds) ||
    a.orderNumber - b.orderNumber
  )
}
