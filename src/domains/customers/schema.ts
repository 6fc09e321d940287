import { z } from 'zod'
import { emailKey, taxId, UFS } from '~/kernel/br'
import { many } from '~/kernel/many'
import { boundedCount, pageInput, pageOf } from '~/kernel/paging'
import { periodFields } from '~/kernel/period'

/** Text that Postgres can store: it knows no NUL. */
export function plainText(max: number) {
  return z
    .string()
    .trim()
    .max(max, `Use até ${max.toLocaleString('pt-BR')} caracteres.`)
    .regex(/^[^\0]*$/, 'Há um caractere que não pode ser guardado.')
}

/** What every list of customers can be searched by: name, phone, e-mail, number. */
export const searchField = plainText(100).optional()
export const ufField = many(z.enum(UFS as [string, ...string[]], 'Escolha um estado.'))
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
  group: many(z.enum(CUSTOMER_GROUPS)),
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
  /** Orders that count, refunds subtracted, in `currency`, the shop's own: those in others are not in it. */
  netCentavos: z.number().int(),
  currency: z.string(),
  firstSeenAt: z.date(),
  firstOrderAt: z.date().nullable(),
  lastOrderAt: z.date().nullable(),
})
export type CustomerRow = z.infer<typeof customerRow>
export const customerPage = pageOf(customerRow).extend({ total: boundedCount })

/** What can be set by hand, by the names that the database gives the fields. */
export const HAND_FIELDS = ['name', 'email', 'phone', 'tax_id', 'city', 'uf'] as const
export type HandField = (typeof HAND_FIELDS)[number]

export const customerRef = z.object({ id: z.uuid('Cliente desconhecido.') })
export const customerDetail = customerRow.extend({
  taxId: z.string().nullable(),
  notes: z.string().nullable(),
  /** Every e-mail this customer is known by. */
  emails: z.array(z.string()),
  /** Every phone, E.164. */
  phones: z.array(z.string()),
  /** Accounts of the shop joined into this customer. */
  accounts: z.number().int(),
  /** What was set by hand and stays so. */
  byHand: z.array(z.enum(HAND_FIELDS)),
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

/** A customer as a form has it: empty text is nothing, and an empty UF follows the phone's area code. */
const handFields = z.object({
  name: plainText(120),
  phone: plainText(40),
  email: plainText(254).refine(
    (text) => text === '' || emailKey(text) !== null,
    'Informe um e-mail válido, como ana@exemplo.com.br.',
  ),
  taxId: plainText(20).refine(
    (text) => text === '' || taxId(text) !== null,
    'Este CPF ou CNPJ não existe. Confira os números, um por um.',
  ),
  city: plainText(120),
  uf: z.enum(['', ...UFS], 'Escolha um estado.'),
})
/** `anyway`: also when another customer has the same CPF or CNPJ. */
export const createCustomerInput = handFields.partial().extend({ anyway: z.boolean().default(false) })
/** Who was made, or the customers who already have that e-mail, phone or document: nothing was made then. */
export const createdCustomer = z.object({
  id: z.uuid().nullable(),
  known: z.array(quickResult.extend({ by: z.enum(['key', 'document']) })),
})
/** What is left out stays as it is. */
export const editCustomerInput = customerRef.extend(handFields.partial().shape)
export type HandInput = Partial<z.output<typeof handFields>>

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
