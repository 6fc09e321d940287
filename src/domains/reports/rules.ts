import { CART_STATUSES, RECOVERY_KINDS, type CartStatus, type RecoveryKind } from '~/domains/carts/schema'
import { addLocalDays, localDay } from '~/kernel/clock'
import type { Cohort, OtherCurrency, SeriesPoint, ShopFigures } from './schema'

/** A sum of one metric of daily_figures. */
export type Sum = { count: number; centavos: number }

const CHANNELS = ['whatsapp', 'email', 'nenhum'] as const
type Channel = (typeof CHANNELS)[number]
type Metric =
  | 'orders'
  | 'refunds'
  | 'recovered_orders'
  | 'leads'
  | 'leads_customers'
  | 'new_customers'
  | `cart:${CartStatus}`
  | `recovery:${RecoveryKind}`
  | `recovered_orders:${RecoveryKind}`
  | `channel:${Channel}:${CartStatus}`

/** The metrics that a cohort is made of. */
export const CART_METRICS = CART_STATUSES.map((status) => `cart:${status}` as const)

/** The metrics of daily_figures that figuresOf reads; those of the states are apart. */
export const FIGURE_METRICS: readonly Metric[] = [
  'orders',
  'refunds',
  'recovered_orders',
  'leads',
  'leads_customers',
  'new_customers',
  ...CART_METRICS,
  ...RECOVERY_KINDS.map((kind) => `recovery:${kind}` as const),
  ...RECOVERY_KINDS.map((kind) => `recovered_orders:${kind}` as const),
  ...CHANNELS.flatMap((channel) => CART_STATUSES.map((status) => `channel:${channel}:${status}` as const)),
]

/** Longest period drawn day by day; longer ones are drawn by month. */
const DAILY_SERIES_DAYS = 92
/** Fifty years: an address may name any two days, and a point for each month of millennia would take the server minutes. */
const LONGEST_SERIES_DAYS = 18_263

/** Days of the settled rate when the chosen period has none of its own. */
const SETTLED_DAYS = 30

/** Part ÷ whole, null when there is no whole. */
export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

/** Local days between two, both counted. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1
}

/** The same number of days right before. */
export function periodBefore(from: string, to: string): { from: string; to: string } {
  return { from: addLocalDays(from, -daysBetween(from, to)), to: addLocalDays(from, -1) }
}

/** The last local day whose carts are all decided: the window of each of them was over before `now`. */
export function lastSettledDay(windowAfterDays: number, timezone: string, now: Date): string {
  const opened = new Date(now.getTime() - windowAfterDays * 86_400_000)
  return addLocalDays(localDay(opened, timezone), -1)
}

/** The last 30 local days that are settled. */
export function settledDays(lastSettled: string): { from: string; to: string } {
  return { from: addLocalDays(lastSettled, 1 - SETTLED_DAYS), to: lastSettled }
}

/** The settled days of a period; of a period without any, the last 30 that are settled. */
export function settledRange(
  { from, to }: { from: string; to: string },
  lastSettled: string,
): { from: string; to: string } {
  if (from <= lastSettled) return { from, to: to < lastSettled ? to : lastSettled }
  return settledDays(lastSettled)
}

/**
 * What became so far of the carts that entered a period, which is the period of their last activity. Every cart is in
 * exactly one of three: recovered (an order came back for it), lost (its window closed without one), open (being bought,
 * `em_compra`, or waited for, `aguardando`). So entered = recovered + open + lost, and the rate is of all that entered:
 * of the decided ones alone it would be 100 % until the first window closes.
 */
export function cohortOf(carts: Readonly<Record<CartStatus, Sum>>): Cohort {
  const { recuperado: recovered, abandonado: lost } = carts
  const open = plus(carts.em_compra, carts.aguardando)
  const entered = plus(plus(recovered, lost), open)
  return {
    entered,
    recovered,
    open,
    lost,
    rateCount: ratio(recovered.count, entered.count),
    rateValue: ratio(recovered.centavos, entered.centavos),
  }
}

const plus = (a: Sum, b: Sum): Sum => ({ count: a.count + b.count, centavos: a.centavos + b.centavos })

export function granularityOf(from: string, to: string): 'day' | 'month' {
  return daysBetween(from, to) <= DAILY_SERIES_DAYS ? 'day' : 'month'
}

/** The one definition of the shop's figures, from sums by metric; what is missing is zero. */
export function figuresOf(sums: ReadonlyMap<string, Sum>): ShopFigures {
  const of = (metric: Metric): Sum => sums.get(metric) ?? { count: 0, centavos: 0 }
  const [orders, refunds] = [of('orders'), of('refunds')]
  const netCentavos = orders.centavos - refunds.centavos
  const others = othersOf(sums)
  const own = orders.count - others.reduce((sum, { count }) => sum + count, 0)
  const byStatus = (prefix: 'cart' | `channel:${Channel}`): Record<CartStatus, Sum> => ({
    em_compra: of(`${prefix}:em_compra`),
    aguardando: of(`${prefix}:aguardando`),
    recuperado: of(`${prefix}:recuperado`),
    abandonado: of(`${prefix}:abandonado`),
  })
  const carts = byStatus('cart')
  const after = (channel: Channel) => cohortOf(byStatus(`channel:${channel}`))
  const kind = (name: RecoveryKind) => {
    const abroad = recoveredAbroad(sums, name)
    return {
      ...of(`recovery:${name}`),
      ordersNetCentavos: of(`recovered_orders:${name}`).centavos,
      ...(abroad.length > 0 ? { others: abroad } : {}),
    }
  }
  return {
    leads: { count: of('leads').count, customers: of('leads_customers').count },
    carts,
    cohort: cohortOf(carts),
    recovery: {
      recoveredCentavos: carts.recuperado.centavos,
      ordersNetCentavos: of('recovered_orders').centavos,
      kinds: { direta: kind('direta'), organica: kind('organica'), assistida: kind('assistida') },
      channels: { whatsapp: after('whatsapp'), email: after('email'), nenhum: after('nenhum') },
    },
    orders: {
      count: orders.count,
      grossCentavos: orders.centavos,
      refundedCentavos: refunds.centavos,
      netCentavos,
      averageTicketCentavos: averageTicket(netCentavos, own),
      ...(others.length > 0 ? { others } : {}),
    },
    newCustomers: of('new_customers').count,
  }
}

/** Orders in currencies that aren't the shop's own, from the metrics `orders@USD` and `refunds@USD`, most orders first. */
export function othersOf(sums: ReadonlyMap<string, Sum>): OtherCurrency[] {
  const found = [...sums.keys()].flatMap((metric) => /^(?:orders|refunds)@(.+)$/.exec(metric)?.[1] ?? [])
  return [...new Set(found)]
    .map((currency) => {
      const gross = sums.get(`orders@${currency}`) ?? { count: 0, centavos: 0 }
      const refunded = sums.get(`refunds@${currency}`)?.centavos ?? 0
      const net = gross.centavos - refunded
      return {
        currency,
        count: gross.count,
        grossCentavos: gross.centavos,
        refundedCentavos: refunded,
        netCentavos: net,
      }
    })
    .sort((a, b) => b.count - a.count || (a.currency < b.currency ? -1 : 1))
}

/** What recoveries of one kind brought in currencies that aren't the shop's own, most orders first. */
function recoveredAbroad(sums: ReadonlyMap<string, Sum>, kind: RecoveryKind) {
  const prefix = `recovered_orders:${kind}@`
  return [...sums]
    .filter(([metric]) => metric.startsWith(prefix))
    .map(([metric, { count, centavos }]) => ({
      currency: metric.slice(prefix.length),
      count,
      netCentavos: centavos,
    }))
    .sort((a, b) => b.count - a.count || (a.currency < b.currency ? -1 : 1))
}

/** Net value per order, null without orders. */
export function averageTicket(netCentavos: number, count: number): number | null {
  return count > 0 ? Math.round(netCentavos / count) : null
}

/** One point of the series from the sums of its day or month. */
export function pointOf(at: string, sums: ReadonlyMap<string, Sum>): SeriesPoint {
  const { orders, leads, carts, recovery } = figuresOf(sums)
  return {
    at,
    orders: orders.count,
    grossCentavos: orders.grossCentavos,
    netCentavos: orders.netCentavos,
    refundedCentavos: orders.refundedCentavos,
    leads: leads.count,
    recuperado: carts.recuperado.count,
    abandonado: carts.abandonado.count,
    recoveredCentavos: recovery.recoveredCentavos,
  }
}

/** Every day or month from one to another, so that a quiet day shows as zero; of more than fifty years the last fifty. */
export function bucketsOf(from: string, to: string, granularity: 'day' | 'month'): string[] {
  const length = granularity === 'day' ? 10 : 7
  const whole = daysBetween(from, to)
  const left = Math.max(0, whole - LONGEST_SERIES_DAYS)
  const days = Array.from({ length: whole - left }, (_, index) => addLocalDays(from, left + index))
  return [...new Set(days.map((day) => day.slice(0, length)))]
}
