import type { CartStatus, RecoveryKind } from '~/domains/carts/schema'
import { DEAD_STATUSES, DRAFT_STATUSES, UNPAID_STATUSES } from '~/domains/orders/statuses'

/** Raise it whenever a line below changes what a cart counts as: stored matches name the version that decided them. */
export const RULE_VERSION = 3
/** Orders kept per cart beside the chosen one, best first. */
export const RUNNERS_UP_KEPT = 5

/** Statuses (without `wc-`) that count as a sale in every shop. */
export const SALE_STATUSES = ['processing', 'completed'] as const

export type RecoveryRule = {
  windowBeforeDays: number
  windowAfterDays: number
  cutoffMinutes: number
  extraSaleStatuses: readonly string[]
  /** Statuses that a user has declared to be no sale. Left out: none. */
  otherStatuses?: readonly string[]
}

export type SaleState = 'sale' | 'unpaid' | 'refunded' | 'not_a_sale' | 'renewal'
export type Outcome = 'chosen' | 'unpaid' | 'runner_up'
export type Reason =
  | 'nearer_order'
  | 'stronger_key'
  | 'order_recovered_other_cart'
  | 'unpaid'
  | 'refunded'
  | 'not_a_sale'
  | 'renewal'

type Keys = { emailKey: string | null; phoneKey: string | null }
export type RuleCart = Keys & {
  source: string
  externalId: number
  lastActivityAt: Date
  pluginStatus: string
  emailSentAt: Date | null
  whatsappSentAt: Date | null
}
export type RuleOrder = Keys & {
  externalId: number
  placedAt: Date
  status: string
  totalCentavos: number
  refundedCentavos: number
  /** A subscription's renewal. Left out: it is none. */
  renewal?: boolean
  /** The shop says when it was paid or concluded. Left out: it doesn't. */
  paid?: boolean
}

const bare = (status: string) => status.trim().toLowerCase().replace(/^wc-/, '')

/** Statuses that count as a sale under a rule; what undoes a sale never does, whatever the settings say. */
export function saleStatuses(rule: RecoveryRule): string[] {
  const extra = rule.extraSaleStatuses.map(bare)
  return [...new Set([...SALE_STATUSES, ...extra])].filter(
    (status) => !DEAD_STATUSES.some((dead) => dead === status),
  )
}

/** What Brazilian shops call an order that was paid and is on its way, there, or being made. */
const LIKELY_SALE =
  /(^|[-_ ])(envi(ad[oa]|o)|despachad[oa]|postad[oa]|shipped|shipping|(em[-_ ])?transito|entreg(ue|a)|delivered|faturad[oa]|invoiced|nota[-_ ]fiscal|separa(cao|d[oa])|embalad[oa]|packed|producao|preparacao|preparando|pronto|retirad[oa]?|coletad[oa]|aprovad[oa]|approved|pag[oa]|paid|finalizad[oa]|rastre\w*)([-_ ]|$)/
/** What they call an order that may still be paid, or was never paid. */
const UNLIKELY_SALE =
  /(nao|not|un)[-_ ]?(pag|paid|aprov|envi|entreg)|aguardando|awaiting|pendente|cancel|devol|estorn|reembols|recus|expirad|falh|analise|fraud|orcamento|quote|draft|rascunho/

/** Whether an unexplained status is likely a sale, by its name alone: the answer that is proposed. */
export function isLikelySale(status: string): boolean {
  const name = bare(status).normalize('NFKD').replace(/\p{M}/gu, '')
  return LIKELY_SALE.test(name) && !UNLIKELY_SALE.test(name)
}

/** Whether a status is WooCommerce's own, or one that a user has explained. */
export function isKnownStatus(
  status: string,
  rule: Pick<RecoveryRule, 'extraSaleStatuses' | 'otherStatuses'>,
): boolean {
  const own: readonly string[] = [
    ...SALE_STATUSES,
    ...UNPAID_STATUSES,
    ...DEAD_STATUSES,
    ...DRAFT_STATUSES,
    'draft',
  ]
  const said = [...rule.extraSaleStatuses, ...(rule.otherStatuses ?? [])].map(bare)
  return own.includes(status) || said.includes(status)
}

/**
 * What an order is worth as a recovery, now. A renewal comes by itself, whatever its status; a refund in full undoes any sale.
 * One whose status isn't explained yet is a sale if the shop says when it was paid.
 */
export function saleState(order: RuleOrder, rule: RecoveryRule): SaleState {
  if (order.renewal) return 'renewal'
  const refundedInFull = order.totalCentavos > 0 && order.refundedCentavos >= order.totalCentavos
  if (order.status === 'refunded' || refundedInFull) return 'refunded'
  if (saleStatuses(rule).includes(order.status)) return 'sale'
  if (UNPAID_STATUSES.some((status) => status === order.status)) return 'unpaid'
  if (isKnownStatus(order.status, rule)) return 'not_a_sale'
  return order.paid ? 'sale' : 'not_a_sale'
}

export type Pair = {
  cart: RuleCart
  order: RuleOrder
  byEmail: boolean
  byPhone: boolean
  /** Order minus last activity, whole seconds rounded down; negative when the order came first. */
  distanceSeconds: number
  state: SaleState
}

/** The pair of a cart and an order when a key joins them inside the window (both ends belong to it), else null. */
export function pairOf(cart: RuleCart, order: RuleOrder, rule: RecoveryRule): Pair | null {
  const byEmail = cart.emailKey !== null && cart.emailKey === order.emailKey
  const byPhone = cart.phoneKey !== null && cart.phoneKey === order.phoneKey
  const distanceSeconds = Math.floor((order.placedAt.getTime() - cart.lastActivityAt.getTime()) / 1000)
  const inside =
    distanceSeconds >= -rule.windowBeforeDays * 86_400 && distanceSeconds <= rule.windowAfterDays * 86_400
  if (!(byEmail || byPhone) || !inside) return null
  return { cart, order, byEmail, byPhone, distanceSeconds, state: saleState(order, rule) }
}

/** Both keys are stronger than one; e-mail alone and phone alone weigh the same. */
const strength = (pair: Pair) => (pair.byEmail && pair.byPhone ? 2 : 1)
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The total order in which pairs are served: strongest key, nearest in time, then the shop's own ids. */
export function comparePairs(a: Pair, b: Pair): number {
  return (
    strength(b) - strength(a) ||
    Math.abs(a.distanceSeconds) - Math.abs(b.distanceSeconds) ||
    a.order.externalId - b.order.externalId ||
    byText(a.cart.source, b.cart.source) ||
    a.cart.externalId - b.cart.externalId
  )
}

/** Runners-up shown first: orders that may still be paid, because the shop can act on them. */
function compareOthers(a: Pair, b: Pair): number {
  return Number(b.state === 'unpaid') - Number(a.state === 'unpaid') || comparePairs(a, b)
}

export type DecidedPair = Pair & { outcome: Outcome; reason: Reason | null }
export type CartVerdict = {
  cart: RuleCart
  status: CartStatus
  kind: RecoveryKind | null
  matches: DecidedPair[]
}

/**
 * The rule, as a reference: the SQL of service.ts gives the same answer for the same rows in any order.
 * Pairs are served best first; an order recovers at most one cart, a cart takes at most one order.
 */
export function decideCarts(
  carts: RuleCart[],
  orders: RuleOrder[],
  rule: RecoveryRule,
  now: Date,
): CartVerdict[] {
  const pairs = carts
    .flatMap((cart) => orders.map((order) => pairOf(cart, order, rule)))
    .filter((pair) => pair !== null)
    .sort(comparePairs)
  const ofCart = new Map<RuleCart, Pair>()
  const taken = new Set<RuleOrder>()
  for (const pair of pairs) {
    if (pair.state !== 'sale' || ofCart.has(pair.cart) || taken.has(pair.order)) continue
    ofCart.set(pair.cart, pair)
    taken.add(pair.order)
  }
  return carts.map((cart) => {
    const chosen = ofCart.get(cart) ?? null
    const others = pairs
      .filter((pair) => pair.cart === cart && pair !== chosen)
      .sort(compareOthers)
      .slice(0, RUNNERS_UP_KEPT)
      .map((pair): DecidedPair => ({ ...pair, ...decideOther(pair, chosen) }))
    const matches = chosen ? [{ ...chosen, outcome: 'chosen' as const, reason: null }, ...others] : others
    return {
      cart,
      status: cartStatus(cart, chosen !== null, rule, now),
      kind: chosen && kindOf(chosen, rule),
      matches,
    }
  })
}

function decideOther(pair: Pair, chosen: Pair | null): { outcome: Outcome; reason: Reason } {
  if (pair.state === 'unpaid') return { outcome: 'unpaid', reason: 'unpaid' }
  if (pair.state !== 'sale') return { outcome: 'runner_up', reason: pair.state }
  if (!chosen || comparePairs(chosen, pair) > 0)
    return { outcome: 'runner_up', reason: 'order_recovered_other_cart' }
  return { outcome: 'runner_up', reason: strength(chosen) > strength(pair) ? 'stronger_key' : 'nearer_order' }
}

/** A match wins over everything; a closed window is definitive; `normal` and fresh carts are still being bought. */
export function cartStatus(
  cart: Pick<RuleCart, 'lastActivityAt' | 'pluginStatus'>,
  matched: boolean,
  rule: RecoveryRule,
  now: Date,
): CartStatus {
  if (matched) return 'recuperado'
  if (now.getTime() > windowEnd(cart.lastActivityAt, rule).getTime()) return 'abandonado'
  const fresh = now.getTime() - cart.lastActivityAt.getTime() < rule.cutoffMinutes * 60_000
  return fresh || cart.pluginStatus === 'normal' ? 'em_compra' : 'aguardando'
}

/** Last moment at which an order still recovers the cart. */
export function windowEnd(lastActivityAt: Date, rule: RecoveryRule): Date {
  return new Date(lastActivityAt.getTime() + rule.windowAfterDays * 86_400_000)
}

/** direta: up to the cut-off after the last activity, or before it; assistida: later, after a contact of ours; else organica. */
export function kindOf(pair: Pair, rule: RecoveryRule): RecoveryKind {
  if (pair.distanceSeconds <= rule.cutoffMinutes * 60) return 'direta'
  const contacts = [pair.cart.emailSentAt, pair.cart.whatsappSentAt].filter((at) => at !== null)
  return contacts.some((at) => at.getTime() < pair.order.placedAt.getTime()) ? 'assistida' : 'organica'
}
