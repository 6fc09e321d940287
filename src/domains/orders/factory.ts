import { randomInt, randomUUID } from 'node:crypto'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { Prisma } from '~/generated/prisma/client'

/** Test rows: a paid order of R$ 100,00. @returns the new id. */
export async function makeOrder(
  ctx: EmpresaCtx,
  over: Partial<Prisma.OrderUncheckedCreateInput> = {},
): Promise<string> {
  const id = randomUUID()
  await ctx.db.order.create({
    data: {
      empresaId: ctx.empresaId,
      id,
      externalId: randomInt(2 ** 40),
      status: 'completed',
      currency: 'BRL',
      totalCentavos: 10_000,
      shippingCentavos: 0,
      taxCentavos: 0,
      discountCentavos: 0,
      refundedCentavos: 0,
      placedAt: ctx.now,
      shopUserId: 0,
      name: 'Ana Teste',
      sourceHash: new Uint8Array(16),
      ...over,
    },
  })
  return id
}
