import type { z } from 'zod'
import { cartMessage } from '~/domains/carts/rules'
import { settingsOf } from '~/domains/empresas/schema'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { conversationPanel, panelCart } from '../panel-schema'

/** How many rows of each kind the panel shows; the customer's page has all of them. */
const MAX_ROWS = 5

type ContactKeys = { customerId: string | null; phoneKey: string | null }

/**
 * Rows of `s` that belong to the contact: their customer's, and those of their phone without a customer. Each side has
 * an index of its own.
 */
function belongsTo(ctx: EmpresaCtx, { customerId, phoneKey }: ContactKeys): Prisma.Sql {
  const own = Prisma.sql`s.empresa_id = ${ctx.empresaId}::uuid`
  if (customerId === null) return Prisma.sql`${own} AND s.phone_key = ${phoneKey}`
  return Prisma.sql`${own} AND (s.customer_id = ${customerId}::uuid OR (s.phone_key = ${phoneKey} AND s.customer_id IS NULL))`
}

/**
 * The contact of a conversation as the shop knows them: open cart, latest orders, leads, total bought. @throws AppError
 * NOT_FOUND.
 */
export async function readPanel(
  ctx: EmpresaCtx,
  conversationId: string,
): Promise<z.output<typeof conversationPanel>> {
  const { db, empresaId } = ctx
  const found = await db.conversation.findFirst({
    where: { empresaId, id: conversationId },
    select: {
      contact: {
        select: { customerId: true, phoneKey: true, optedOutAt: true, optOutReason: true, onWhatsapp: true },
      },
    },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Conversa não encontrada.')
  const { customerId, phoneKey, ...contact } = found.contact
  const mine = belongsTo(ctx, { customerId, phoneKey })
  const [customer] = await db.$queryRaw<object[]>`
    SELECT s.id, s.name, s.email, s.city, s.uf, s.orders_count AS "ordersCount", s.net_centavos::float8 AS "netCentavos",
      (SELECT e.currency FROM empresas AS e WHERE e.id = s.empresa_id) AS currency, s.first_order_at AS "firstOrderAt"
    FROM customers AS s WHERE s.empresa_id = ${empresaId}::uuid AND s.id = ${customerId}::uuid`
  const orders = await db.$queryRaw<object[]>`
    SELECT s.id, coalesce(s.shop_number, s.external_id::text) AS shown, s.status, s.currency, s.placed_at AS "placedAt",
      (s.total_centavos - s.refunded_centavos)::float8 AS "totalCentavos"
    FROM orders AS s WHERE ${mine} ORDER BY s.placed_at DESC, s.id DESC LIMIT ${MAX_ROWS}`
  const leads = await db.$queryRaw<object[]>`
    SELECT s.id, coalesce(s.form_name, 'Formulário ' || s.form_id) AS form, s.captured_at AS "capturedAt"
    FROM leads AS s WHERE ${mine} ORDER BY s.captured_at DESC, s.id DESC LIMIT ${MAX_ROWS}`
  return conversationPanel.parse({
    ...contact,
    customer: customer ?? null,
    cart: await openCart(ctx, mine),
    orders,
    leads,
  })
}

/** The newest cart that may still be bought, with the message about it. */
async function openCart(ctx: EmpresaCtx, mine: Prisma.Sql): Promise<z.output<typeof panelCart> | null> {
  const [row] = await ctx.db.$queryRaw<object[]>`
    SELECT s.id, s.name, s.city, s.status, s.total_centavos::float8 AS "totalCentavos", s.recovery_url AS link,
      (SELECT e.currency FROM empresas AS e WHERE e.id = s.empresa_id) AS currency, s.last_activity_at AS "lastActivityAt",
      s.items, NULL AS message, s.items->0->>'name' AS "firstItem",
      (SELECT coalesce(sum((item->>'quantity')::numeric), 0)::float8 FROM jsonb_array_elements(s.items) AS item) AS "itemCount"
    FROM carts AS s WHERE ${mine} AND s.status IN ('em_compra', 'aguardando')
    ORDER BY s.last_activity_at DESC, s.id DESC LIMIT 1`
  if (!row) return null
  const cart = panelCart.parse(row)
  return { ...cart, message: cartMessage(settingsOf(ctx.empresa.settings).cartMessage, cart) }
}
