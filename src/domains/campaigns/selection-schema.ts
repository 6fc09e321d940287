import { z } from 'zod'
import { cartFilter } from '~/domains/carts/schema'
import { customerFilter } from '~/domains/customers/schema'
import { leadFilter } from '~/domains/leads/schema'
import { orderFilter } from '~/domains/orders/schema'
import { bulkRows } from '~/kernel/bulk-rows'
import { createCampaignInput } from './schema'

/** Rows that a user chose in a list, or all that its filter shows. */
export const selection = z.discriminatedUnion('of', [
  z.object({ of: z.literal('carrinhos'), rows: bulkRows(cartFilter) }),
  z.object({ of: z.literal('leads'), rows: bulkRows(leadFilter) }),
  z.object({ of: z.literal('pedidos'), rows: bulkRows(orderFilter) }),
  z.object({ of: z.literal('clientes'), rows: bulkRows(customerFilter) }),
])
export type Selection = z.output<typeof selection>
export type SelectionInput = z.input<typeof selection>

const words = createCampaignInput.pick({ templateId: true, connectionId: true })
export const previewSelectionInput = words.extend({ selection })
export const campaignOfSelectionInput = words.extend({ name: createCampaignInput.shape.name, selection })
export type CampaignOfSelection = z.output<typeof campaignOfSelectionInput>

/** The recipients of a message to a selection, before anything is written. */
export const selectionPreview = z.object({
  chosen: z.number().int(),
  reached: z.number().int(),
  leftOut: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  /** The first text as it would leave now. */
  example: z.object({ name: z.string().nullable(), text: z.string() }).nullable(),
})
export type SelectionPreview = z.infer<typeof selectionPreview>
