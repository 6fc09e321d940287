import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from '~/kernel/audit'
import { emailKey, taxId } from '~/kernel/br'
import { searchText } from '~/kernel/search-text'
import { AppError } from '~/kernel/errors'
import { enqueueEvent } from '~/kernel/events'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { customerKeysChanged } from './events'
import type { createCustomerInput, createdCustomer, editCustomerInput, HandField, HandInput } from './schema'
import { LOCK } from './unify'

/** One field as a user set it. */
type Edit = { field: HandField; value: string | null; e164?: string | null; key?: string; uf?: string | null }

const FORM_NAMES: Record<HandField, keyof HandInput> = {
  name: 'name',
  email: 'email',
  phone: 'phone',
  tax_id: 'taxId',
  city: 'city',
  uf: 'uf',
}
const PHONE_REASONS = {
  incomplete: 'Falta o DDD: escreva como (11) 98765-4321.',
  invalid: 'Este telefone não existe. Confira os números, com o DDD.',
  none: 'Escreva o telefone com números, como (11) 98765-4321.',
}

/**
 * Makes a customer by hand. One who already has the e-mail or the phone is returned and nothing is made; the same for a
 * document, unless `anyway`. @throws BAD_INPUT with the field, CONFLICT while the customers are being found
 */
export async function createCustomer(
  ctx: EmpresaCtx,
  input: z.output<typeof createCustomerInput>,
): Promise<z.output<typeof createdCustomer>> {
  const edits = readEdits(input).filter(({ value }) => value !== null)
  if (!edits.some(({ field }) => field === 'name' || field === 'phone' || field === 'email'))
    throw badField('name', 'Informe o nome, o telefone ou o e-mail.')
  await lockCustomers(ctx)
  const known = await knownBy(ctx, edits)
  if (known.some(({ by }) => by === 'key' || !input.anyway)) return { id: null, known }
  const id = randomUUID()
  const row = rowOf(edits)
  const areaUf = edits.find(({ field }) => field === 'phone')?.uf ?? null
  await ctx.db.customer.create({
    data: {
      empresaId: ctx.empresaId,
      id,
      uf: areaUf,
      ...row,
      firstSeenAt: ctx.now,
      search: searchText(row.name, row.email, row.phone),
    },
    select: { id: true },
  })
  await keep(ctx, id, edits)
  await audit(ctx, { action: 'customer.created', entity: 'customer', entityId: id, after: valuesOf(edits) })
  return { id, known: [] }
}

/**
 * Changes what is known of a customer. Only what differs counts as set by hand, and stays so; an empty UF follows the shop
 * and the area code again. @throws NOT_FOUND, BAD_INPUT or CONFLICT with the field
 */
export async function editCustomer(
  ctx: EmpresaCtx,
  input: z.output<typeof editCustomerInput>,
): Promise<void> {
  await lockCustomers(ctx)
  const at = { empresaId_id: { empresaId: ctx.empresaId, id: input.id } }
  const old = await ctx.db.customer.findUnique({
    where: at,
    select: { name: true, email: true, phone: true, phoneRaw: true, taxId: true, city: true, uf: true },
  })
  if (!old) throw new AppError('NOT_FOUND', 'Cliente não encontrado.')
  const shown: Record<HandField, string | null> = { ...old, phone: old.phoneRaw, tax_id: old.taxId }
  const of = { empresaId: ctx.empresaId, customerId: input.id }
  const uf = await ctx.db.customerEdit.findFirst({ where: { ...of, field: 'uf' }, select: { value: true } })
  const differs = ({ field, value, e164 }: Edit) =>
    field === 'uf'
      ? value !== (uf?.value ?? null)
      : field === 'phone' && e164
        ? e164 !== old.phone
        : value !== shown[field]
  const edits = readEdits(input).filter(differs)
  if (edits.length === 0) return
  for (const edit of edits) await rejectForeign(ctx, input.id, edit)
  const row = rowOf(edits)
  if (row.uf === null) delete row.uf
  const phone = edits.find(({ field }) => field === 'phone')
  const automatic = edits.some(({ field, value }) => field === 'uf' && value === null)
  // The area code gives the state where the shop gives none; the shop's own returns with the next look.
  const follows = (automatic || (phone !== undefined && !uf && !row.uf)) && !(await isOfShop(ctx, input.id))
  const areaUf = phone ? (phone.uf ?? null) : parsePhone(old.phone).uf
  const changed = { ...row, ...(follows ? { uf: areaUf } : {}) }
  const next = { ...old, ...changed }
  await ctx.db.customer.update({
    where: at,
    data: { ...changed, search: searchText(next.name, next.email, next.phone) },
    select: { id: true },
  })
  await keep(ctx, input.id, edits)
  const before = Object.fromEntries(edits.map(({ field }) => [FORM_NAMES[field], shown[field]]))
  await audit(ctx, {
    action: 'customer.edited',
    entity: 'customer',
    entityId: input.id,
    before,
    after: valuesOf(edits),
  })
}

/** What a form says, as it is kept; fields that it leaves out are none of its. @throws BAD_INPUT for a phone that is none */
function readEdits({ name, email, phone, taxId: document, city, uf }: HandInput): Edit[] {
  const text = (value: string) => (value === '' ? null : value)
  const edits: Edit[] = []
  if (name !== undefined) edits.push({ field: 'name', value: text(name.replace(/\s+/g, ' ')) })
  if (email !== undefined) {
    const key = emailKey(email)
    edits.push({ field: 'email', value: key, ...(key ? { key: `e:${key}` } : {}) })
  }
  if (phone !== undefined) {
    const read = parsePhone(phone)
    if (phone !== '' && read.status !== 'valid') throw badField('phone', PHONE_REASONS[read.status])
    const known = read.key === null ? {} : { key: `p:${read.key}` }
    edits.push({ field: 'phone', value: text(phone), e164: read.e164, uf: read.uf, ...known })
  }
  if (document !== undefined) edits.push({ field: 'tax_id', value: taxId(document) })
  if (city !== undefined) edits.push({ field: 'city', value: text(city) })
  if (uf !== undefined) edits.push({ field: 'uf', value: text(uf) })
  return edits
}

/** The columns of the customer's own row that the edits set. */
function rowOf(edits: readonly Edit[]) {
  const row: Partial<
    Record<'name' | 'email' | 'phone' | 'phoneRaw' | 'taxId' | 'city' | 'uf', string | null>
  > & { phoneStatus?: 'valid' | 'none' } = {}
  for (const { field, value, e164 } of edits) {
    if (field === 'phone')
      Object.assign(row, { phone: e164 ?? null, phoneRaw: value, phoneStatus: e164 ? 'valid' : 'none' })
    else if (field === 'tax_id') row.taxId = value
    else row[field] = value
  }
  return row
}

function valuesOf(edits: readonly Edit[]) {
  return Object.fromEntries(edits.map(({ field, value }) => [FORM_NAMES[field], value]))
}

/** Keeps the edits in place of earlier ones of the same fields, with their keys; an empty UF is no edit any more. */
async function keep(ctx: EmpresaCtx, customerId: string, edits: readonly Edit[]): Promise<void> {
  const { empresaId, now: editedAt, db } = ctx
  const fields = edits.map(({ field }) => field)
  await db.customerEdit.deleteMany({ where: { empresaId, customerId, field: { in: fields } } })
  const kept = edits.filter(({ field, value }) => field !== 'uf' || value !== null)
  await db.customerEdit.createMany({
    data: kept.map((edit) => ({ ...edit, empresaId, customerId, editedAt })),
  })
  // The last one keeps the id of who has neither e-mail nor phone (unify-sql).
  const keys = [...edits.flatMap(({ key }) => key ?? []), `c:${customerId}`]
  await db.customerKey.createMany({
    data: keys.map((key) => ({ empresaId, customerId, key })),
    skipDuplicates: true,
  })
  // Rows that had the key before it was the customer's, and a UF that is the shop's again, are found by the next look.
  if (fields.some((field) => field === 'email' || field === 'phone' || field === 'uf'))
    await enqueueEvent(ctx, customerKeysChanged.create({ empresaId }))
}

const knownRow = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  ordersCount: z.number().int(),
  by: z.enum(['key', 'document']),
})

/** The customers who already have one of these keys, then those with the same document. */
async function knownBy(ctx: EmpresaCtx, edits: readonly Edit[]): Promise<z.output<typeof knownRow>[]> {
  const keys = edits.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const document = edits.find(({ field }) => field === 'tax_id')?.value ?? null
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT c.id, c.name, c.email, c.phone, c.orders_count AS "ordersCount", CASE WHEN k.found THEN 'key' ELSE 'document' END AS by
    FROM customers c
    LEFT JOIN (SELECT DISTINCT customer_id, true AS found FROM customer_keys
      WHERE empresa_id = ${ctx.empresaId}::uuid AND key = ANY(${keys})) k ON k.customer_id = c.id
    WHERE c.empresa_id = ${ctx.empresaId}::uuid AND (k.found OR c.tax_id = ${document})
    ORDER BY k.found NULLS LAST, c.first_seen_at LIMIT 5`
  return z.array(knownRow).parse(rows)
}

/** An e-mail or a phone identifies one customer: that of another isn't given to this one. */
async function rejectForeign(ctx: EmpresaCtx, id: string, { field, key }: Edit): Promise<void> {
  if (key === undefined) return
  const owner = await ctx.db.customerKey.findUnique({
    where: { empresaId_key: { empresaId: ctx.empresaId, key } },
    select: { customerId: true, customer: { select: { name: true, email: true } } },
  })
  if (!owner || owner.customerId === id) return
  const name = owner.customer.name ?? owner.customer.email ?? 'outro cliente'
  const reason = `${field === 'phone' ? 'Este telefone' : 'Este e-mail'} já é de ${name}. Procure por ele em Clientes.`
  throw new AppError('CONFLICT', reason, { fields: [{ field: FORM_NAMES[field], reason }] })
}

/** Whether an order or an account of the shop speaks of this customer. */
async function isOfShop({ db, empresaId }: EmpresaCtx, customerId: string): Promise<boolean> {
  const row = { where: { empresaId, customerId }, select: { id: true } } as const
  return ((await db.order.findFirst(row)) ?? (await db.shopAccount.findFirst(row))) !== null
}

/** One writer of an empresa's customers at a time. @throws CONFLICT while they are being found, instead of waiting */
async function lockCustomers(ctx: EmpresaCtx): Promise<void> {
  const [row] = await ctx.db.$queryRawUnsafe<{ free: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(${LOCK}) AS free`,
    ctx.empresaId,
  )
  if (!row?.free)
    throw new AppError(
      'CONFLICT',
      'Os clientes estão sendo reunidos agora. Espere um instante e salve de novo.',
    )
}

function badField(field: keyof HandInput, reason: string): AppError {
  return new AppError('BAD_INPUT', reason, { fields: [{ field, reason }] })
}
