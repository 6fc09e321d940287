import { z } from 'zod'
import { CUSTOMER_STATUSES } from './rules/customer-status'
import { connectionRef } from './schema'

const status = z.enum(CUSTOMER_STATUSES)
const label = z.string().min(1).max(120)

export const labelRow = z.object({
  /** The provider's own id. */
  label: z.string(),
  name: z.string(),
  /** The status that it follows by itself; null: users put it. */
  status: status.nullable(),
  people: z.number().int(),
  /** Chats whose change the provider hasn't received yet. */
  waiting: z.number().int(),
  problem: z.string().nullable(),
})
/** `supported` false: this channel's service has no labels. */
export const labelsView = z.object({ supported: z.boolean(), labels: z.array(labelRow) })
export type LabelsView = z.infer<typeof labelsView>

export const assignLabelInput = connectionRef.extend({ status, label: label.nullable() })
export const createLabelInput = connectionRef.extend({
  name: z.string().trim().min(1, 'Dê um nome à etiqueta.').max(60, 'Use no máximo 60 caracteres.'),
})
export const markLabelInput = connectionRef.extend({
  contactId: z.uuid('Contato desconhecido.'),
  label,
  on: z.boolean(),
})
export type MarkLabelInput = z.output<typeof markLabelInput>

export const contactLabelsInput = z.object({
  id: z.uuid('Contato desconhecido.'),
  connectionId: z.uuid('Conexão desconhecida.'),
})
export const contactLabel = z.object({
  label: z.string(),
  name: z.string(),
  /** It follows the customer's status: users can't change it. */
  automatic: z.boolean(),
  on: z.boolean(),
  /** Wanted, and not yet on the phone. */
  waiting: z.boolean(),
  problem: z.string().nullable(),
})
export type ContactLabel = z.infer<typeof contactLabel>
export const contactLabels = z.array(contactLabel)
