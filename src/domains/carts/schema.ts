import { z } from 'zod'
import { idsField, phoneStatus, plainText, searchField, ufField } from '~/domains/customers/schema'
import { boundedCount, pageInput, pageOf } from '~/kernel/paging'
import { bulkRows } from '~/kernel/bulk-rows'
import { many } from '~/kernel/many'
import { periodFields } from '~/kernel/period'

export const CART_STATUSES = ['em_compra', 'aguardando', 'recuperado', 'abandonado'] as const
export const cartStatus = z.enum(CART_STATUSES)
export type CartStatus = z.infer<typeof cartStatus>
export const RECOVERY_KINDS = ['direta', 'organica', 'assistida'] as const
export const recoveryKind = z.enum(RECOVERY_KINDS)
export type RecoveryKind = z.infer<typeof recoveryKind>
export const CONTACTS = ['email', 'whatsapp', 'algum', 'nenhum'] as const
export const CART_SORTS = ['-data', 'data', '-valor', 'valor'] as const

/** In place of a status: being bought, or waited for. */
export const OPEN_CARTS = 'abertos'

export const cartFilter = z.object({
  q: searchField,
  ...periodFields,
  status: many(z.enum([...CART_STATUSES, OPEN_CARTS])),
  kind: many(recoveryKind),
  /** What has been sent: e-mail, WhatsApp, one of them, none. */
  sent: many(z.enum(CONTACTS)),
  uf: ufField,
  /** Carts of one customer. */
  customer: z.uuid().optional(),
  ids: idsField,
  sort: z.enum(CART_SORTS).default('-data'),
})
export type CartFilter = z.infer<typeof cartFilter>
export const listCartsInput = cartFilter.extend(pageInput.shape)

/** The order that decides what the cart counts as, or the unpaid one that it waits for. */
const cartOrder = z.object({
  id: z.uuid(),
  number: z.number().int(),
  /** The number as the shop shows it. */
  shown: z.string(),
  outcome: z.enum(['chosen', 'unpaid']),
  byEmail: z.boolean(),
  byPhone: z.boolean(),
  /** Order minus last activity; negative when the order came first. */
  distanceSeconds: z.number().int(),
})

export const cartRow = z.object({
  id: z.uuid(),
  source: z.enum(['cartflows', 'abandoned_cart_lite']),
  externalId: z.number().int(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phoneRaw: z.string().nullable(),
  phoneStatus,
  city: z.string().nullable(),
  uf: z.string().nullable(),
  itemCount: z.number(),
  /** First item's name, when the shop kept it. */
  firstItem: z.string().nullable(),
  totalCentavos: z.number().int(),
  /** The shop’s own: plugins of carts keep none. */
  currency: z.string(),
  lastActivityAt: z.date(),
  status: cartStatus,
  recoveryKind: recoveryKind.nullable(),
  windowEndsAt: z.date().nullable(),
  emailSentAt: z.date().nullable(),
  emailSentBy: z.string().nullable(),
  whatsappSentAt: z.date().nullable(),
  whatsappSentBy: z.string().nullable(),
  customerId: z.uuid().nullable(),
  order: cartOrder.nullable(),
})
export type CartRow = z.infer<typeof cartRow>
export const cartPage = pageOf(cartRow).extend({
  total: boundedCount,
  /** Template of the empresa, for the WhatsApp button. */
  message: z.string(),
})

export const cartItem = z.object({
  productId: z.number().int(),
  variationId: z.number().int(),
  name: z.string().nullable(),
  quantity: z.number(),
  totalCentavos: z.number().int(),
})
export const cartRef = z.object({ id: z.uuid('Carrinho desconhecido.') })
export const cartDetail = cartRow.extend({
  items: z.array(cartItem),
  /** What of the cart couldn't be read. */
  problems: z.array(z.string()),
  couponCode: z.string().nullable(),
  pluginStatus: z.string(),
  unsubscribed: z.boolean(),
  notes: z.string().nullable(),
  customerName: z.string().nullable(),
  message: z.string(),
})
export type CartDetail = z.infer<typeof cartDetail>

export const toggleInput = cartRef.extend({
  channel: z.enum(['email', 'whatsapp']),
  sent: z.boolean(),
  /** With `sent`: the mark that was taken back last comes again as it was. */
  undo: z.boolean().optional(),
})
export type ToggleInput = z.infer<typeof toggleInput>
export const sentMark = z.object({ at: z.date().nullable(), by: z.string().nullable() })
export const cartNotesInput = cartRef.extend({
  notes: plainText(2000),
})

export const bulkToggleInput = z.object({
  rows: bulkRows(cartFilter),
  channel: toggleInput.shape.channel,
  sent: z.boolean(),
})
export type BulkToggle = z.infer<typeof bulkToggleInput>
/** `operation`: as the action that is undone returned it. */
export const bulkUndoInput = z.object({
  operation: z.uuid('Ação desconhecida.'),
  channel: toggleInput.shape.channel,
})
export type BulkUndo = z.infer<typeof bulkUndoInput>
