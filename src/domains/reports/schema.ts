import { z } from 'zod'
import { periodFields } from '~/kernel/period'

const count = z.number().int().nonnegative()
const centavos = z.number().int()
const rate = z.number().min(0).max(1).nullable()
const tally = z.object({ count, centavos })
/** Carts that came back and carts that didn't, after one way of contact. */
const channel = z.object({ recuperado: tally, abandonado: tally, rateCount: rate, rateValue: rate })
export type ChannelFigures = z.infer<typeof channel>

export const dashboardInput = z.object(periodFields)
export type DashboardInput = z.infer<typeof dashboardInput>

/** The shop's figures over a range of local days. Rates are ratios 0..1, null when there is nothing to divide by. */
export const shopFigures = z.object({
  leads: z.object({ count, customers: count }),
  /** By the day of the last activity; the value is the cart's own. */
  carts: z.object({ em_compra: tally, aguardando: tally, recuperado: tally, abandonado: tally }),
  recovery: z.object({
    rateCount: rate,
    rateValue: rate,
    /** Value of the recovered carts, and what their orders brought, refunds subtracted. */
    recoveredCentavos: centavos,
    ordersNetCentavos: centavos,
    kinds: z.object({ direta: tally, organica: tally, assistida: tally }),
    /** By how the shopper was contacted; a cart with both contacts stands under both (cart-4). */
    channels: z.object({ whatsapp: channel, email: channel, nenhum: channel }),
  }),
  /** As WooCommerce Analytics counts by creation date; refunds on the day they were made. */
  orders: z.object({
    count,
    grossCentavos: centavos,
    refundedCentavos: centavos,
    netCentavos: centavos,
    averageTicketCentavos: centavos.nullable(),
  }),
  /** People whose first order that counts falls in the range. */
  newCustomers: count,
})
export type ShopFigures = z.infer<typeof shopFigures>

export const seriesPoint = z.object({
  /** `AAAA-MM-DD`, or `AAAA-MM` when the series is monthly. */
  at: z.string(),
  orders: count,
  grossCentavos: centavos,
  netCentavos: centavos,
  refundedCentavos: centavos,
  leads: count,
  recuperado: count,
  abandonado: count,
  recoveredCentavos: centavos,
})
export type SeriesPoint = z.infer<typeof seriesPoint>

export const dashboardOutput = z.object({
  /** Local days, inclusive. */
  from: z.string(),
  to: z.string(),
  figures: shopFigures,
  /** The same number of days right before; null for a period without a beginning. */
  before: z.object({ from: z.string(), to: z.string(), figures: shopFigures }).nullable(),
  granularity: z.enum(['day', 'month']),
  /** Without gaps, oldest first; of more than fifty years the last fifty. */
  series: z.array(seriesPoint),
  /** Orders that count by billing state, most first; null is an unknown state. */
  byUf: z.array(z.object({ uf: z.string().nullable(), count, grossCentavos: centavos })),
})
export type Dashboard = z.infer<typeof dashboardOutput>

/** What `retoma stats` prints: its names are a public contract. */
export const statsOutput = z.object({
  orders: z.object({ count, gross_centavos: centavos, refunded_centavos: centavos, net_centavos: centavos }),
  customers: z.object({ count }),
  leads: z.object({ count, customers: count }),
  carts: z.object({ em_compra: count, aguardando: count, abandonado: count, recuperado: count }),
  recovery: z.object({
    rate_count: rate,
    rate_value: rate,
    recovered_centavos: centavos,
    direta: count,
    organica: count,
    assistida: count,
  }),
})
export type Stats = z.infer<typeof statsOutput>
