import { markRows, undoMarkedRows, type Mark } from '~/kernel/bulk-marks'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { reportMarked } from './decided-marks'
import { cartList } from './query'
import type { BulkToggle, BulkUndo } from './schema'

const BASE = {
  table: Prisma.sql`carts`,
  entity: 'cart',
  actions: { marked: 'cart.toggled', cleared: 'cart.toggled' },
  returning: Prisma.sql`status`,
}
const MARKS: Record<BulkToggle['channel'], Mark> = {
  email: {
    ...BASE,
    at: Prisma.sql`email_sent_at`,
    by: Prisma.sql`email_sent_by`,
    fields: { at: 'emailSentAt', by: 'emailSentBy' },
    extras: { channel: 'email' },
  },
  whatsapp: {
    ...BASE,
    at: Prisma.sql`whatsapp_sent_at`,
    by: Prisma.sql`whatsapp_sent_by`,
    fields: { at: 'whatsappSentAt', by: 'whatsappSentBy' },
    extras: { channel: 'whatsapp' },
  },
}

/** Marks many carts as sent by a channel, or takes their marks back (cart-3). @throws AppError BAD_INPUT for too many. */
export async function toggleManySent(ctx: EmpresaCtx, { rows, channel, sent }: BulkToggle) {
  const { where } = await cartList(ctx, rows.filter)
  return finish(ctx, await markRows(ctx, MARKS[channel], where, sent))
}

/** Undoes that: each mark comes back with its own time and author. @throws AppError NOT_FOUND. */
export async function undoManySent(ctx: EmpresaCtx, { operation, channel }: BulkUndo) {
  return finish(ctx, await undoMarkedRows(ctx, MARKS[channel], operation))
}

async function finish(ctx: EmpresaCtx, { operation, count, values }: Awaited<ReturnType<typeof markRows>>) {
  await reportMarked(
    ctx,
    values.map((status) => ({ status })),
  )
  return { operation, count }
}
