import { centavos, type Centavos } from '~/kernel/money'
import { amount, ZERO } from '../money'
import { whole, words } from '../port'
import type { CartItemRecord } from '../records'

/** One cart item, as text of either plugin. */
export type CartLine = {
  productId: string | null
  variationId: string | null
  /** The plugin's own name for an item without a product, such as a gift card. */
  name: string | null
  quantity: string | null
  total: string | null
  tax: string | null
}

/**
 * The content of a cart, and in Portuguese what of it couldn't be read. The contact is kept whatever their cart
 * contains.
 */
export type CartContents = { items: CartItemRecord[]; problems: string[] }

/** The lines with their values; product names are added later. A line that can't be read in full is kept and noted. */
export function cartContents(lines: readonly (CartLine | null)[]): CartContents {
  const items: CartItemRecord[] = []
  const problems: string[] = []
  lines.forEach((line, index) => {
    const place = `O item ${String(index + 1)} do carrinho`
    if (!line) {
      problems.push(`${place} não pôde ser lido.`)
      return
    }
    const productId = whole(line.productId) ?? 0
    const variationId = whole(line.variationId) ?? 0
    const name = words(line.name)
    if (productId + variationId === 0) problems.push(`${place} não diz qual é o produto.`)
    const total = lineAmount(line.total)
    if (total === null) problems.push(`${place} não tem valor que se leia.`)
    const tax = line.tax === null ? ZERO : lineAmount(line.tax)
    if (tax === null) problems.push(`${place} tem um imposto que não se lê.`)
    const quantity = line.quantity === null ? 1 : Number(line.quantity.replace(',', '.'))
    const counted = Number.isFinite(quantity) && quantity >= 0 && quantity < 1e9
    if (!counted) problems.push(`${place} não tem quantidade que se leia.`)
    items.push({
      productId,
      variationId,
      name,
      quantity: counted ? quantity : 1,
      totalCentavos: centavos((total ?? ZERO) + (tax ?? ZERO)),
    })
  })
  return { items, problems }
}

/** A value, also with a decimal comma as plugins of Brazilian shops write it; null when it is absent or unreadable. */
function lineAmount(text: string | null): Centavos | null {
  if (text === null || text === '') return null
  return amount(/^-?\d{1,9},\d{1,2}$/.test(text) ? text.replace(',', '.') : text)
}

/** The cart's own total; without a readable one, the sum of its items. */
export function cartTotal(
  stored: string | null,
  { items, problems }: CartContents,
): { total: Centavos; problems: string[] } {
  const sum = items.reduce((total, item) => centavos(total + item.totalCentavos), ZERO)
  if (stored === null || stored === '') return { total: sum, problems }
  const total = lineAmount(stored)
  if (total !== null && total >= 0) return { total, problems }
  const problem = `O valor do carrinho não é um valor (“${stored.slice(0, 40)}”): vale a soma dos itens.`
  return { total: sum, problems: [...problems, problem] }
}
