import { z } from 'zod'
import { idsField, phoneStatus, plainText, searchField, ufField } from '~/domains/customers/schema'
import { boundedCount, pageInput, pageOf } from '~/kernel/paging'
import { bulkRows } from '~/kernel/bulk-rows'
import { many } from '~/kernel/many'
import { periodFields } from '~/kernel/period'

export const yesNo = z.enum(['sim', 'nao'])
export const LEAD_SORTS = ['-data', 'data'] as const

export const leadFilter = z.object({
  q: searchField,
  ...periodFields,
  /** `plugin:id` of the form, as leads.options lists it. */
  form: many(plainText(200)),
  /** Já é cliente. */
  client: many(yesNo),
  contacted: many(yesNo),
  /** Size that the lead asked for; `size` is the page's. */
  leadSize: many(plainText(200)),
  uf: ufField,
  /** Leads of one customer. */
  customer: z.uuid().optional(),
  ids: idsField,
  sort: z.enum(LEAD_SORTS).default('-data'),
})
export type LeadFilter = z.infer<typeof leadFilter>
export const listLeadsInput = leadFilter.extend(pageInput.shape)

export const leadRow = z.object({
  id: z.uuid(),
  externalId: z.number().int(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** E.164, null when it can't be messaged. */
  phone: z.string().nullable(),
  phoneRaw: z.string().nullable(),
  phoneStatus,
  uf: z.string().nullable(),
  size: z.string().nullable(),
  formId: z.string(),
  formName: z.string().nullable(),
  capturedAt: z.date(),
  contactedAt: z.date().nullable(),
  contactedBy: z.string().nullable(),
  /** Set: this lead já é cliente. */
  customerId: z.uuid().nullable(),
  customerName: z.string().nullable(),
  customerOrders: z.number().int().nullable(),
})
export type LeadRow = z.infer<typeof leadRow>
export const leadPage = pageOf(leadRow).extend({
  total: boundedCount,
  /** Template of the empresa, for the WhatsApp button. */
  message: z.string(),
})

export const leadRef = z.object({ id: z.uuid('Lead desconhecido.') })
export const leadDetail = leadRow.extend({
  formPlugin: z.string(),
  url: z.string().nullable(),
  notes: z.string().nullable(),
  /** Every other field of the form. */
  extra: z.array(z.object({ field: z.string(), value: z.string() })),
  message: z.string(),
})
export type LeadDetail = z.infer<typeof leadDetail>

export const contactedInput = leadRef.extend({
  contacted: z.boolean(),
  /** With `contacted`: the mark that was taken back last comes again as it was. */
  undo: z.boolean().optional(),
})
export const leadNotesInput = leadRef.extend({
  notes: plainText(2000),
})
export const contactMark = z.object({ contactedAt: z.date().nullable(), contactedBy: z.string().nullable() })

/** Figures above the list; each counts leads of its filter. */
export const leadStats = z.object({
  total: z.number().int(),
  clients: z.number().int(),
  contacted: z.number().int(),
  /** Not yet contacted and not a customer: the leads to call. */
  toContact: z.number().int(),
  /** True: a search found more leads than are counted. */
  more: z.boolean(),
})
export type LeadStats = z.infer<typeof leadStats>

export const leadOptions = z.object({
  forms: z.array(z.object({ value: z.string(), label: z.string() })),
  sizes: z.array(z.string()),
})
export type LeadOptions = z.infer<typeof leadOptions>

export const bulkContactedInput = z.object({ rows: bulkRows(leadFilter), contacted: z.boolean() })
export type BulkContacted = z.infer<typeof bulkContactedInput>
/** `operation`: as the action that is undone returned it. */
export const bulkUndoInput = z.object({ operation: z.uuid('Ação desconhecida.') })
