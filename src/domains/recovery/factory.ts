import { randomUUID } from 'node:crypto'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { RuleCart, RuleOrder } from './rules'

const NO_HASH = Buffer.alloc(16)

/** Test rows. @returns the new id. */
export async function insertCart(
  ctx: EmpresaSqlCtx,
  cart: RuleCart & { totalCentavos?: number },
): Promise<string> {
  const id = randomUUID()
  await ctx.sql.query(
    `INSERT INTO carts (empresa_id, id, source, external_id, email, email_key, phone_key, total_centavos, plugin_status,
       last_activity_at, source_hash, email_sent_at, whatsapp_sent_at)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ctx.empresaId,
      id,
      cart.source,
      cart.externalId,
      cart.emailKey,
      cart.phoneKey,
      cart.totalCentavos ?? 10_000,
      cart.pluginStatus,
      cart.lastActivityAt,
      NO_HASH,
      cart.emailSentAt,
      cart.whatsappSentAt,
    ],
  )
  return id
}

/** Test rows. `name`, `uf` and the shop's user are optional. @returns the new id. */
export async function insertOrder(
  ctx: EmpresaSqlCtx,
  order: RuleOrder & { name?: string; uf?: string; shopUserId?: number; phone?: string },
): Promise<string> {
  const id = randomUUID()
  await ctx.sql.query(
    `INSERT INTO orders (empresa_id, id, external_id, status, currency, total_centavos, shipping_centavos, tax_centavos,
       discount_centavos, refunded_centavos, placed_at, shop_user_id, name, email, email_key, phone, phone_raw, phone_key,
       phone_status, uf, source_hash, renewal, paid_at)
     VALUES ($1, $2, $3, $4, 'BRL', $5, 0, 0, 0, $6, $7, $8, $9, $10, $10, $11, $11, $12,
       (CASE WHEN $11::text IS NULL THEN 'none' ELSE 'valid' END)::phone_status, $13, $14, $15, $16)`,
    [
      ctx.empresaId,
      id,
      order.externalId,
      order.status,
      order.totalCentavos,
      order.refundedCentavos,
      order.placedAt,
      order.shopUserId ?? 0,
      order.name ?? null,
      order.emailKey,
      order.phone ?? null,
      order.phoneKey,
      order.uf ?? null,
      NO_HASH,
      order.renewal ?? false,
      order.paid ? order.placedAt : null,
    ],
  )
  return id
}
