import { z } from 'zod'
import { settingsOf } from '~/domains/empresas/schema'
import { audit, auditedBefore, auditedInstant } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { pageWithTotal } from '~/kernel/keyset'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { reportMarked } from './decided-marks'
import { CART_COLUMNS, cartList, pageOfCarts } from './query'
import { cartDetail, cartItem, cartRow, type CartDetail, type CartFilter, type ToggleInput } from './schema'

/** A page of carts with the empresa's message for them. @throws AppError BAD_INPUT for a foreign cursor. */
export async function listCarts(
  ctx: EmpresaCtx,
  input: CartFilter & { cursor?: string | undefined; size: number },
) {
  const list = await cartList(ctx, input)
  const page = await pageOfCarts(ctx, input, input, list)
  const counted = await pageWithTotal(ctx.db, list, page)
  return { ...counted, message: settingsOf(ctx.empresa.settings).cartMessage }
}

const missing = () => new AppError('NOT_FOUND', 'Carrinho não encontrado.')

/** One cart with its items. Why it counts as it does: recovery.explain. @throws AppError NOT_FOUND. */
export async function getCart(ctx: EmpresaCtx, id: string): Promise<CartDetail> {
  const [row] = await ctx.db.$queryRaw<Record<string, unknown>[]>`
    SELECT ${CART_COLUMNS}, items, problems, coupon_code AS "couponCode", plugin_status AS "pluginStatus", unsubscribed, notes,
      (SELECT c.name FROM customers c WHERE c.empresa_id = carts.empresa_id AND c.id = carts.customer_id) AS "customerName"
    FROM carts WHERE empresa_id = ${ctx.empresaId}::uuid AND id = ${id}::uuid`
  if (!row) throw missing()
  const items = z
    .array(
      cartItem.extend({
        name: z
          .string()
          .nullish()
          .transform((name) => name ?? null),
      }),
    )
    .parse(row.items)
  return cartDetail.parse({
    ...cartRow.parse(row),
    ...row,
    items,
    message: settingsOf(ctx.empresa.settings).cartMessage,
  })
}

const FIELDS = {
  email: { at: 'emailSentAt', by: 'emailSentBy' },
  whatsapp: { at: 'whatsappSentAt', by: 'whatsappSentBy' },
} as const
const MARKS = { emailSentAt: true, emailSentBy: true, whatsappSentAt: true, whatsappSentBy: true } as const

/** The mark of a channel as it was before it was taken back: whether a sale is assisted depends on its time. */
async function takenBack(ctx: EmpresaCtx, { id, channel }: ToggleInput) {
  const line = { action: 'cart.toggled', entity: 'cart', entityId: id, extras: { channel } }
  const before = z
    .record(z.string(), z.unknown())
    .nullable()
    .parse(await auditedBefore(ctx, line))
  const { at, by } = FIELDS[channel]
  return z.object({ at: auditedInstant, by: z.string() }).safeParse({ at: before?.[at], by: before?.[by] })
    .data
}

/**
 * Marks a message as sent, now and by the actor, or takes the mark back (cart-3). A mark that stands is kept; `undo` gives
 * the one taken back last its own time and author.
 * @throws AppError NOT_FOUND.
 */
export async function toggleSent(
  ctx: EmpresaCtx,
  input: ToggleInput,
): Promise<{ at: Date | null; by: string | null }> {
  const { at, by } = FIELDS[input.channel]
  const where = { empresaId: ctx.empresaId, id: input.id }
  const mark = async () => {
    const cart = await ctx.db.cart.findFirst({ where, select: MARKS })
    if (!cart) throw missing()
    return { at: cart[at], by: cart[by] }
  }
  const before = await mark()
  if ((before.at !== null) === input.sent) return before
  const fresh = input.sent ? { at: ctx.now, by: ctx.actor.name } : { at: null, by: null }
  const after = (input.sent && input.undo && (await takenBack(ctx, input))) || fresh
  // The write checks it again: another user may have done the same since.
  const changed = await ctx.db.cart.updateManyAndReturn({
    where: { ...where, [at]: input.sent ? null : { not: null } },
    data: { [at]: after.at, [by]: after.by },
    select: { status: true },
  })
  if (changed.length === 0) return mark()
  await reportMarked(ctx, changed)
  await audit(ctx, {
    action: 'cart.toggled',
    entity: 'cart',
    entityId: input.id,
    before: { [at]: before.at, [by]: before.by },
    after: { [at]: after.at, [by]: after.by },
    extras: { channel: input.channel },
  })
  return after
}

/** Replaces the notes of a cart. @throws AppError NOT_FOUND. */
export async function setCartNotes(ctx: EmpresaCtx, input: { id: string; notes: string }): Promise<void> {
  const where = { empresaId: ctx.empresaId, id: input.id }
  const before = await ctx.db.cart.findFirst({ where, select: { notes: true } })
  if (!before) throw missing()
  const notes = input.notes === '' ? null : input.notes
  await ctx.db.cart.updateMany({ where, data: { notes } })
  await audit(ctx, { action: 'cart.noted', entity: 'cart', entityId: input.id, before, after: { notes } })
}
