import type { z } from 'zod'
import { cartValues } from '~/domains/carts/rules'
import type { TemplateKind } from '~/domains/templates/kinds'
import { commonValues } from '~/domains/outbox/service/dispatch/candidate'
import type { MessageValues } from '~/kernel/message'
import { formatMoney } from '~/kernel/money-text'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { fillKnown } from '../rules'
import { readyTexts } from '../texts-schema'
import { getConversation } from './list'
import { readPanel } from './panel'

/** As many templates as one list of the composer shows. */
const MAX_TEMPLATES = 200

/**
 * Quick replies and templates with the known values of the conversation's contact filled in. @throws AppError
 * NOT_FOUND.
 */
export async function readReadyTexts(
  ctx: EmpresaCtx,
  conversationId: string,
): Promise<z.output<typeof readyTexts>> {
  const { db, empresaId } = ctx
  const values = await valuesOf(ctx, conversationId)
  const replies = await db.quickReply.findMany({
    where: { empresaId },
    select: { id: true, shortcut: true, body: true },
    orderBy: { shortcut: 'asc' },
  })
  const templates = await db.messageTemplate.findMany({
    where: { empresaId, active: true },
    select: { id: true, name: true, kind: true, body: true },
    orderBy: { name: 'asc' },
    take: MAX_TEMPLATES,
  })
  return readyTexts.parse({
    replies: replies.map((row) => ({ ...row, ...fillKnown(row.body, values('livre')) })),
    templates: templates.map((row) => ({
      ...row,
      ...fillKnown(row.body, values(row.kind === 'pedido' ? 'pedido' : 'carrinho')),
    })),
  })
}

/** Values by the subject of a text: the open cart's, or those of the latest order. */
async function valuesOf(
  ctx: EmpresaCtx,
  conversationId: string,
): Promise<(about: TemplateKind) => MessageValues> {
  const { name, phone } = await getConversation(ctx, conversationId)
  const { customer, cart, orders } = await readPanel(ctx, conversationId)
  const common = commonValues(ctx, { name: customer?.name ?? name, phone })
  const [order] = orders
  const ofOrder: MessageValues = order
    ? { pedido: `#${order.shown}`, valor: formatMoney(order.totalCentavos, order.currency) }
    : {}
  const ofCart: MessageValues = cart ? { ...known(cartValues(cart)), link: cart.link } : {}
  return (about) =>
    about === 'pedido' ? { ...common, ...ofCart, ...ofOrder } : { ...common, ...ofOrder, ...ofCart }
}

/** A cart's missing value doesn't hide the contact's own. */
function known(values: MessageValues): MessageValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
