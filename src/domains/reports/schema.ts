import { z } from 'zod'
import { periodFields } from '~/kernel/period'

const count = z.number().int().nonnegative()
const centavos = z.number().int()
const rate = z.number().min(0).max(1).nullable()
const tally = z.object({ count, centavos })
/** What became of the carts that entered, as cohortOf counts them: entered = recovered + open + lost. */
export const cohort = z.object({
  entered: tally,
  recovered: tally,
  open: tally,
  lost: tally,
  rateCount: rate,
  rateValue: rate,
})
export type Cohort = z.infer<typeof cohort>
/**
 * Recoveries of one kind: the value of their carts, and what their orders brought, refunds subtracted; orders in a currency
 * that isn't the shop's own are among the count, their amounts stand by currency.
 */
const kindTally = tally.extend({
  ordersNetCentavos: centavos,
  others: z.array(z.object({ currency: z.string(), count, netCentavos: centavos })).optional(),
})

export const dashboardInput = z.object(periodFields)
export type DashboardInput = z.infer<typeof dashboardInput>

const cartTallies = z.object({ em_compra: tally, aguardando: tally, recuperado: tally, abandonado: tally })

const orderTally = z.object({
  count,
  grossCentavos: centavos,
  refundedCentavos: centavos,
  netCentavos: centavos,
  averageTicketCentavos: centavos.nullable(),
  /** Amounts above are in the shop's own currency, the count is of all orders; orders in others stand here by currency. */
  others: z
    .array(
      z.object({
        currency: z.string(),
        count,
        grossCentavos: centavos,
        refundedCentavos: centavos,
        netCentavos: centavos,
      }),
    )
    .optional(),
})
export type OtherCurrency = NonNullable<z.infer<typeof orderTally>['others']>[number]

/** The shop's figures over a range of local days. Rates are ratios 0..1, null when there is nothing to divide by. */
export const shopFigures = z.object({
  leads: z.object({ count, customers: count }),
  /** By the day of the last activity; the value is the cart's own. */
  carts: cartTallies,
  cohort,
  recovery: z.object({
    /** Value of the recovered carts, and what their orders brought, refunds subtracted. */
    recoveredCentavos: centavos,
    ordersNetCentavos: centavos,
    kinds: z.object({ direta: kindTally, organica: kindTally, assistida: kindTally }),
    /** By how the shopper was contacted; a cart with both contacts stands under both (cart-4). */
    channels: z.object({ whatsapp: cohort, email: cohort, nenhum: cohort }),
  }),
  /** As WooCommerce Analytics counts by creation date; refunds on the day they were made. */
  orders: orderTally,
  /** Customers whose first order that counts falls in the range. */
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
  /** The shop's own: every amount is in it but those under `others`. */
  currency: z.string(),
  /** Local days, inclusive. */
  from: z.string(),
  to: z.string(),
  figures: shopFigures,
  /** The same number of days right before; null for a period without a beginning. */
  before: z.object({ from: z.string(), to: z.string(), figures: shopFigures }).nullable(),
  /** The last 30 days whose carts are all decided. */
  settledDays: z.object({ from: z.string(), to: z.string() }),
  /** Carts of days whose window is over: those of the period, or the last 30 such days when it has none. */
  settled: z.object({ from: z.string(), to: z.string(), cohort, before: cohort }),
  granularity: z.enum(['day', 'month']),
  /** Without gaps, oldest first; of more than fifty years the last fifty. */
  series: z.array(seriesPoint),
  /** Orders that count by billing state, most first; null is an unknown state. */
  byUf: z.array(z.object({ uf: z.string().nullable(), count, grossCentavos: centavos })),
})
export type Dashboard = z.infer<typeof dashboardOutput>

/** Figures above the list of carts: those of its filter, whatever status or kind of recovery is shown. */
export const cartFigures = z.object({
  carts: cartTallies,
  kinds: z.object({ direta: tally, organica: tally, assistida: tally }),
  cohort,
  /** The part whose window is over. */
  settled: cohort,
  /** True: more carts than are counted. */
  more: z.boolean(),
})
export type CartFigures = z.infer<typeof cartFigures>

/** Figures above the list of orders; `more`: more orders than are counted. */
export const orderFigures = orderTally.extend({ more: z.boolean() })
export type OrderFigures = z.infer<typeof orderFigures>

/** What `retoma stats` prints: its names are a public contract. */
export const statsOutput = z.object({
  /** `count` is of all orders, amounts are in the shop's own currency; `others` only when there are orders in another. */
  orders: z.object({
    count,
    gross_centavos: centavos,
    refunded_centavos: centavos,
    net_centavos: centavos,
    currency: z.string().optional(),
    others: z
      .array(
        z.object({
          currency: z.string(),
          count,
          gross_centavos: centavos,
          refunded_centavos: centavos,
          net_centavos: centavos,
        }),
      )
      .optional(),
  }),
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
  /** Carts that entered in the period and what became of them so far: entered = recovered + open + lost. */
  cohort: z.object({ entered: count, recovered: count, open: count, lost: count }),
})
export type Stats = z.infer<typeof statsOutput>
