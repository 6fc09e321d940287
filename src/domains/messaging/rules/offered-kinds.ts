import { TEMPLATE_KINDS, type TemplateKind } from '../kinds'

/** What every shop writes about. */
const OF_SHOPS: readonly TemplateKind[] = ['carrinho', 'pedido', 'lead', 'livre']

/** Purposes that a template is offered: a shop's own, those in use already, and charging once the empresa says who charges. */
export function offeredKinds(used: readonly TemplateKind[], charges: boolean): TemplateKind[] {
  return TEMPLATE_KINDS.filter((kind) => charges || OF_SHOPS.includes(kind) || used.includes(kind))
}
