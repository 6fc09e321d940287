import { z } from 'zod'
import { cartList, pageOfCarts } from '~/domains/carts/query'
import { cartFilter } from '~/domains/carts/schema'
import { conversationFilter } from '~/domains/inbox/schema'
import { listConversations } from '~/domains/inbox/service/list'
import { plainText } from '~/domains/customers/schema'
import { SEARCH_LIMIT } from '~/domains/customers/search'
import { quickSearch } from '~/domains/customers/service'
import { leadList, pageOfLeads } from '~/domains/leads/query'
import { leadFilter } from '~/domains/leads/schema'
import { orderList, pageOfOrders } from '~/domains/orders/query'
import { orderFilter } from '~/domains/orders/schema'
import { plural } from '~/kernel/plural'
import { formatMoney } from '~/kernel/money-text'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

export const findInput = z.object({ q: plainText(100).min(2, 'Digite ao menos 2 caracteres.') })
export const foundRow = z.object({
  kind: z.enum(['cliente', 'pedido', 'carrinho', 'lead', 'conversa', 'modelo']),
  id: z.uuid(),
  title: z.string(),
  detail: z.string(),
})
export type FoundRow = z.infer<typeof foundRow>

/** Rows of one kind at most: the palette shows the best few, its list shows all. */
const EACH = 4

/** The best few of everything that a user may look for by name, phone, e-mail or number. */
export async function findAnything(ctx: EmpresaCtx, q: string): Promise<FoundRow[]> {
  const page = { size: EACH }
  const customers = await quickSearch(ctx, q)
  const [order, cart, lead] = [orderFilter.parse({ q }), cartFilter.parse({ q }), leadFilter.parse({ q })]
  const orders = await pageOfOrders(ctx, order, page, await orderList(ctx, order, SEARCH_LIMIT))
  const carts = await pageOfCarts(ctx, cart, page, await cartList(ctx, cart, SEARCH_LIMIT))
  const leads = await pageOfLeads(ctx, lead, page, await leadList(ctx, lead, SEARCH_LIMIT))
  const conversations = await listConversations(ctx, { ...conversationFilter.parse({ q }), ...page })
  const templates = await ctx.db.messageTemplate.findMany({
    where: { empresaId: ctx.empresaId, name: { contains: q, mode: 'insensitive' } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: EACH,
  })
  const nameOf = (row: { name: string | null; email?: string | null }) => row.name ?? row.email ?? 'Sem nome'
  return [
    ...customers.slice(0, EACH).map((row) => ({
      kind: 'cliente' as const,
      id: row.id,
      title: nameOf(row),
      detail: plural(row.ordersCount, 'pedido', 'pedidos'),
    })),
    ...orders.rows.map((row) => ({
      kind: 'pedido' as const,
      id: row.id,
      title: `Pedido #${row.shown}`,
      detail: `${nameOf(row)} · ${formatMoney(row.totalCentavos, row.currency)}`,
    })),
    ...carts.rows.map((row) => ({
      kind: 'carrinho' as const,
      id: row.id,
      title: `Carrinho de ${nameOf(row)}`,
      detail: formatMoney(row.totalCentavos, row.currency),
    })),
    ...leads.rows.map((row) => ({
      kind: 'lead' as const,
      id: row.id,
      title: `Lead de ${nameOf(row)}`,
      detail: row.formName ?? '',
    })),
    ...conversations.rows.map((row) => ({
      kind: 'conversa' as const,
      id: row.id,
      title: `Conversa com ${row.name ?? row.phone ?? 'alguém sem nome'}`,
      detail: row.connectionName,
    })),
    ...templates.map(({ id, name }) => ({
      kind: 'modelo' as const,
      id,
      title: `Modelo ${name}`,
      detail: '',
    })),
  ]
}
