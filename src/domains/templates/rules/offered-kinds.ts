import { TEMPLATE_KINDS, type TemplateKind } from '../kinds'

/** The purposes that every shop has. */
const OF_SHOPS: readonly TemplateKind[] = ['carrinho', 'pedido', 'lead', 'livre']

/**
 * Purposes offered for a template: a shop's own, those in use already, and charging once the empresa has set a creditor.
 */
export function offeredKinds(used: readonly TemplateKind[], charges: boolean): TemplateKind[] {
  return TEMPLATE_KINDS.filter((kind) => charges || OF_SHOPS.includes(kind) || used.includes(kind))
}
