import { z } from 'zod'

export const contactRef = z.object({ id: z.uuid('Contato desconhecido.') })
export const contactView = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  uf: z.string().nullable(),
  customerId: z.uuid().nullable(),
  optedOutAt: z.date().nullable(),
  optOutReason: z.string().nullable(),
  onWhatsapp: z.boolean().nullable(),
})
export const optOutInput = contactRef.extend({
  optedOut: z.boolean(),
  reason: z.string().trim().max(200).optional(),
})
