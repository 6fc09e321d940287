import { randomInt, randomUUID } from 'node:crypto'
import { searchText } from '~/kernel/search-text'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { Prisma } from '~/generated/prisma/client'

/** Test rows: a cart of two items, still being bought. @returns the new id. */
export async function makeCart(
  ctx: EmpresaCtx,
  over: Partial<Prisma.CartUncheckedCreateInput> = {},
): Promise<string> {
  const id = randomUUID()
  const name = over.name ?? 'Ana Teste'
  await ctx.db.cart.create({
    data: {
      empresaId: ctx.empresaId,
      id,
      source: 'cartflows',
      externalId: randomInt(2 ** 40),
      name,
      items: [{ productId: 7, variationId: 0, name: 'Tênis', quantity: 2, totalCentavos: 20_000 }],
      totalCentavos: 20_000,
      pluginStatus: 'abandoned',
      lastActivityAt: ctx.now,
      sourceHash: new Uint8Array(16),
      search: searchText(name, over.email, over.phone?.replace(/\D/g, '')),
      ...over,
    },
  })
  return id
}

/** How many events reported marks on carts that were decided already. */
export async function countMarkedEvents({ sql, empresaId }: EmpresaSqlCtx): Promise<number> {
  const { rowCount } = await sql.query(
    "SELECT FROM engine.events WHERE name = 'carts.decided_marked' AND data ->> 'empresaId' = $1",
    [empresaId],
  )
  return rowCount ?? 0
}
