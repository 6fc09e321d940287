import { z } from 'zod'
import { cartStatus } from '~/domains/carts/schema'

/** A cart that may still be bought. */
export const panelCart = z.object({
  id: z.uuid(),
  /** Name from the cart's form, which may be another customer of the same phone. */
  name: z.string().nullable(),
  city: z.string().nullable(),
  status: cartStatus,
  items: z.array(z.object({ name: z.string().nullish(), quantity: z.number() })),
  itemCount: z.number(),
  firstItem: z.string().nullable(),
  totalCentavos: z.number().int(),
  currency: z.string(),
  lastActivityAt: z.date(),
  /** The shop's recovery link of the cart; null where its plugin has no such address. */
  link: z.string().nullable(),
  /** The empresa's message about it; null when one of its variables is unknown. */
  message: z.string().nullable(),
})

/** The contact of a conversation as the shop knows them; the newest rows first. */
export const conversationPanel = z.object({
  optedOutAt: z.date().nullable(),
  optOutReason: z.string().nullable(),
  /** False: the provider said that the phone has no WhatsApp. */
  onWhatsapp: z.boolean().nullable(),
  customer: z
    .object({
      id: z.uuid(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      city: z.string().nullable(),
      uf: z.string().nullable(),
      ordersCount: z.number().int(),
      netCentavos: z.number().int(),
      currency: z.string(),
      firstOrderAt: z.date().nullable(),
    })
    .nullable(),
  cart: panelCart.nullable(),
  orders: z.array(
    z.object({
      id: z.uuid(),
      /** The order number as the shop shows it. */
      shown: z.string(),
      status: z.string(),
      currency: z.string(),
      /** Without refunds. */
      totalCentavos: z.number().int(),
      placedAt: z.date(),
    }),
  ),
  leads: z.array(z.object({ id: z.uuid(), form: z.string(), capturedAt: z.date() })),
})
export type ConversationPanel = z.infer<typeof conversationPanel>
