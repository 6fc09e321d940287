import { z } from 'zod'
import { UFS } from '~/kernel/br'
import { boundedCount, pageInput, pageOf } from '~/kernel/paging'
import { periodFields } from '~/kernel/period'

/** Text that Postgres can hold: it knows no NUL. */
export function plainText(max: number) {
  return z
    .string()
    .trim()
    .max(max, `Use até ${max.toLocaleString('pt-BR')} caracteres.`)
    .regex(/^[^\0]*$/, 'Há um caractere que não pode ser guardado.')
}

/** What every list of people can be searched by: name, phone, e-mail, number. */
export const searchField = plainText(100).optional()
export const ufField = z.enum(UFS as [string, ...string[]], 'Escolha um estado.').optional()
/** Only these rows of a list: a selection, at most a few pages of it. */
export const idsField = z
  .array(z.uuid())
  .min(1)
  .max(200, 'Escolha até 200 linhas, ou todas as do filtro.')
  .optional()
export const phoneStatus = z.enum(['valid', 'incomplete', 'invalid', 'none'])

export const CUSTOMER_SORTS = ['-data', 'data', '-valor', 'valor', '-pedidos', 'pedidos'] as const
export const CUSTOMER_GROUPS = ['comprou', 'recorrente', 'um', 'nenhum'] as const

export const customerFilter = z.object({
  q: searchField,
  /** When the first order that counts was placed. */
  ...periodFields,
  uf: ufField,
  /** By orders that count: one or more, two or more, exactly one, none. */
  group: z.enum(CUSTOMER_GROUPS).optional(),
  ids: idsField,
  sort: z.enum(CUSTOMER_SORTS).default('-data'),
})
export const listCustomersInput = customerFilter.extend(pageInput.shape)
export type ListCustomersInput = z.input<typeof listCustomersInput>

export const customerRow = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** E.164, null when it can't be messaged. */
  phone: z.string().nullable(),
  phoneRaw: z.string().nullable(),
  phoneStatus,
  city: z.string().nullable(),
  uf: z.string().nullable(),
  ordersCount: z.number().int(),
  /** Centavos: orders that count, refunds subtracted. */
  netCentavos: z.number().int(),
  firstSeenAt: z.date(),
  firstOrderAt: z.date().nullable(),
  lastOrderAt: z.date().nullable(),
})
export type CustomerRow = z.infer<typeof customerRow>
export const customerPage = pageOf(customerRow).extend({ total: boundedCount })

export const customerRef = z.object({ id: z.uuid('Cliente desconhecido.') })
export const customerDetail = customerRow.extend({
  taxId: z.string().nullable(),
  notes: z.string().nullable(),
  /** Every e-mail this person is known by. */
  emails: z.array(z.string()),
  /** Every phone, E.164. */
  phones: z.array(z.string()),
  /** Accounts of the shop joined into this person. */
  accounts: z.number().int(),
  /** Mean of whole days between orders; null with fewer than two. */
  daysBetweenOrders: z.number().nullable(),
})
export type CustomerDetail = z.infer<typeof customerDetail>

export const quickSearchInput = z.object({
  q: plainText(100).min(2, 'Digite ao menos 2 caracteres.'),
})
export const quickResult = customerRow.pick({
  id: true,
  name: true,
  email: true,
  phone: true,
  ordersCount: true,
})
export type QuickResult = z.infer<typeof quickResult>

/** Figures over all customers of the empresa (ord-1). */
export const recurrence = z.object({
  customers: z.number().int(),
  /** With at least one order that counts. */
  buyers: z.number().int(),
  repeatBuyers: z.number().int(),
  /** repeatBuyers ÷ buyers; null without buyers. */
  rate: z.number().nullable(),
  daysBetweenOrders: z.number().nullable(),
})
export type Recurrence = z.infer<typeof recurrence>

export const customerNotesInput = customerRef.extend({
  notes: plainText(2000),
})
