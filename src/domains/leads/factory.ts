import { randomInt, randomUUID } from 'node:crypto'
import { searchText } from '~/kernel/search-text'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { Prisma } from '~/generated/prisma/client'

/** Test rows: a lead of form `1` of Elementor. @returns the new id. */
export async function makeLead(
  ctx: EmpresaCtx,
  over: Partial<Prisma.LeadUncheckedCreateInput> = {},
): Promise<string> {
  const id = randomUUID()
  const name = over.name ?? 'Ana Teste'
  await ctx.db.lead.create({
    data: {
      empresaId: ctx.empresaId,
      id,
      externalId: randomInt(2 ** 40),
      formPlugin: 'elementor',
      formId: '1',
      name,
      capturedAt: ctx.now,
      sourceHash: new Uint8Array(16),
      search: searchText(name, over.email, over.phone?.replace(/\D/g, '')),
      ...over,
    },
  })
  return id
}
