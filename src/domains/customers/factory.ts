import { randomUUID } from 'node:crypto'
import { searchText } from '~/kernel/search-text'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { Prisma } from '~/generated/prisma/client'

/** Test rows: a customer with its keys. @returns the new id. */
export async function makeCustomer(
  ctx: EmpresaCtx,
  over: Partial<Prisma.CustomerUncheckedCreateInput> & { emailKey?: string; phoneKey?: string } = {},
): Promise<string> {
  const { emailKey, phoneKey, ...fields } = over
  const id = randomUUID()
  const name = fields.name ?? 'Ana Teste'
  await ctx.db.customer.create({
    data: {
      empresaId: ctx.empresaId,
      id,
      name,
      firstSeenAt: ctx.now,
      search: searchText(name, emailKey, phoneKey),
      ...fields,
    },
  })
  const keys = [...(emailKey ? [`e:${emailKey}`] : []), ...(phoneKey ? [`p:${phoneKey}`] : [])]
  await ctx.db.customerKey.createMany({
    data: keys.map((key) => ({ empresaId: ctx.empresaId, key, customerId: id })),
  })
  return id
}
