import { CART_STATUSES, RECOVERY_KINDS, type CartStatus, type RecoveryKind } from '~/domains/carts/schema'
import { addLocalDays } from '~/kernel/clock'
import type { ChannelFigures, SeriesPoint, ShopFigures } from './schema'

/** A sum of one metric of daily_figures. */
export type Sum = { count: number; centavos: number }

const CHANNELS = ['whatsapp', 'email', 'nenhum'] as const
const DECIDED = ['recuperado', 'abandonado'] as const
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
  | `channel:${Channel}:${(typeof DECIDED)[number]}`

/** The metrics of daily_figures that figuresOf reads; those of the states are apart. */
export const FIGURE_METRICS: readonly Metric[] = [
  'orders',
  'refunds',
  'recovered_orders',
  'leads',
  'leads_customers',
  'new_customers',
  ...CART_STATUSES.map((status) => `cart:${status}` as const),
  ...RECOVERY_KINDS.map((kind) => `recovery:${kind}` as const),
  ...CHANNELS.flatMap((channel) => DECIDED.map((status) => `channel:${channel}:${status}` as const)),
]

/** Longest period drawn day by day; longer ones are drawn by month. */
const DAILY_SERIES_DAYS = 92
/** Fifty years: an address may name any two days, and a point for each month of millennia would take the server minutes. */
const LONGEST_SERIES_DAYS = 18_263

/** Part ÷ whole, null when there is no whole. */
function ratio(part: number, whole: number): number | null {
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

export function granularityOf(from: string, to: string): 'day' | 'month' {
  return daysBetween(from, to) <= DAILY_SERIES_DAYS ? 'day' : 'month'
}

/** The one definition of the shop's figures, from sums by metric; what is missing is zero. */
export function figuresOf(sums: ReadonlyMap<string, Sum>): ShopFigures {
  const of = (metric: Metric): Sum => sums.get(metric) ?? { count: 0, centavos: 0 }
  const [recovered, lost] = [of('cart:recuperado'), of('cart:abandonado')]
  const [orders, refunds] = [of('orders'), of('refunds')]
  const netCentavos = orders.centavos - refunds.centavos
  const after = (channel: Channel): ChannelFigures => {
    const [back, gone] = [of(`channel:${channel}:recuperado`), of(`channel:${channel}:abandonado`)]
    return {
      recuperado: back,
      abandonado: gone,
      rateCount: ratio(back.count, back.count + gone.count),
      rateValue: ratio(back.centavos, back.centavos + gone.centavos),
    }
  }
  return {
    leads: { count: of('leads').count, customers: of('leads_customers').count },
    carts: {
      em_compra: of('cart:em_compra'),
      aguardando: of('cart:aguardando'),
      recuperado: recovered,
      abandonado: lost,
    },
    recovery: {
      rateCount: ratio(recovered.count, recovered.count + lost.count),
      rateValue: ratio(recovered.centavos, recovered.centavos + lost.centavos),
      recoveredCentavos: recovered.centavos,
      ordersNetCentavos: of('recovered_orders').centavos,
      kinds: {
        direta: of('recovery:direta'),
        organica: of('recovery:organica'),
        assistida: of('recovery:assistida'),
      },
      channels: { whatsapp: after('whatsapp'), email: after('email'), nenhum: after('nenhum') },
    },
    orders: {
      count: orders.count,
      grossCentavos: orders.centavos,
      refundedCentavos: refunds.centavos,
      netCentavos,
      averageTicketCentavos: orders.count > 0 ? Math.round(netCentavos / orders.count) : null,
    },
    newCustomers: of('new_customers').count,
  }
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
