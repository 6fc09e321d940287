import { z } from 'zod'
import { cartStatus } from '~/domains/carts/schema'
import { idsField, phoneStatus, plainText, searchField, ufField } from '~/domains/customers/schema'
import { many } from '~/kernel/many'
import { boundedCount, pageInput, pageOf } from '~/kernel/paging'
import { periodFields } from '~/kernel/period'

export const ORDER_SORTS = ['-data', 'data', '-valor', 'valor'] as const

/** In place of a status: the orders that figures count, as the shop's Analytics does. */
export const COUNTED = 'contam'

export const orderFilter = z.object({
  q: searchField,
  ...periodFields,
  /** As the shop names it, without `wc-`; COUNTED for every status that counts as a sale. */
  status: many(plainText(60)),
  uf: ufField,
  /** Orders of which a part could not be read. */
  noted: z.enum(['sim']).optional(),
  /** Orders of one customer. */
  customer: z.uuid().optional(),
  ids: idsField,
  sort: z.enum(ORDER_SORTS).default('-data'),
})
export type OrderFilter = z.infer<typeof orderFilter>
export const listOrdersInput = orderFilter.extend(pageInput.shape)

export const orderRow = z.object({
  id: z.uuid(),
  /** WooCommerce's id of the order. */
  number: z.number().int(),
  /** The number as the shop shows it. */
  shown: z.string(),
  /** A subscription's renewal. */
  renewal: z.boolean(),
  status: z.string(),
  currency: z.string(),
  totalCentavos: z.number().int(),
  refundedCentavos: z.number().int(),
  placedAt: z.date(),
  paidAt: z.date().nullable(),
  paymentTitle: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phoneRaw: z.string().nullable(),
  phoneStatus,
  city: z.string().nullable(),
  uf: z.string().nullable(),
  itemCount: z.number().int(),
  customerId: z.uuid().nullable(),
  /** The cart that this order recovered. */
  recoveredCartId: z.uuid().nullable(),
})
export type OrderRow = z.infer<typeof orderRow>
export const orderPage = pageOf(orderRow).extend({ total: boundedCount })

export const orderRef = z.object({ id: z.uuid('Pedido desconhecido.') })
export const orderItem = z.object({
  type: z.string(),
  name: z.string(),
  quantity: z.number(),
  totalCentavos: z.number().int(),
})
export const orderRefund = z.object({
  amountCentavos: z.number().int(),
  reason: z.string().nullable(),
  refundedAt: z.date(),
})
export const orderDetail = orderRow.extend({
  shippingCentavos: z.number().int(),
  taxCentavos: z.number().int(),
  discountCentavos: z.number().int(),
  completedAt: z.date().nullable(),
  createdVia: z.string().nullable(),
  taxId: z.string().nullable(),
  customerName: z.string().nullable(),
  /** The date stands in for one that the shop doesn't give. */
  placedEstimated: z.boolean(),
  /** What of it could not be read, in Portuguese. */
  problems: z.array(z.string()),
  /** Vendors' orders of a marketplace, counted in this one. */
  parts: z.array(z.object({ id: z.number().int(), totalCentavos: z.number().int() })),
  items: z.array(orderItem),
  refunds: z.array(orderRefund),
  /** Carts that this order was weighed against, the one it recovered first. */
  carts: z.array(
    z.object({
      id: z.uuid(),
      lastActivityAt: z.date(),
      totalCentavos: z.number().int(),
      status: cartStatus,
      chosen: z.boolean(),
    }),
  ),
})
export type OrderDetail = z.infer<typeof orderDetail>

export const orderStatuses = z.array(z.string())
