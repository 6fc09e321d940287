import { fillMessage, firstName, type MessageValues } from '~/kernel/message'
import { formatMoney } from '~/kernel/money-text'
import type { CartRow } from './schema'

/** Whole days until the window closes, rounded up; 0 on the last day's end, null when the cart isn't waiting. */
export function daysLeft(cart: Pick<CartRow, 'status' | 'windowEndsAt'>, now: Date): number | null {
  if (cart.status !== 'aguardando' || !cart.windowEndsAt) return null
  return Math.max(0, Math.ceil((cart.windowEndsAt.getTime() - now.getTime()) / 86_400_000))
}

/** `3 itens`, or the one item's name. */
function itemsText(cart: Pick<CartRow, 'itemCount' | 'firstItem'>): string | null {
  if (cart.itemCount <= 0) return null
  if (cart.itemCount === 1) return cart.firstItem ?? '1 item'
  return `${cart.itemCount.toLocaleString('pt-BR')} itens`
}

type Named = Pick<CartRow, 'name' | 'itemCount' | 'firstItem' | 'totalCentavos' | 'city'> & {
  currency: string
}

/** What a text about a cart may name: `{nome}`, `{itens}`, `{valor}`, `{cidade}`. */
export function cartValues(cart: Named): MessageValues {
  return {
    nome: firstName(cart.name),
    itens: itemsText(cart),
    valor: formatMoney(cart.totalCentavos, cart.currency),
    cidade: cart.city,
  }
}

/** The empresa's message for a cart; null when something that it names is unknown. */
export function cartMessage(template: string, cart: Named): string | null {
  return fillMessage(template, cartValues(cart))
}
