import { cartMessage } from '../rules'
import type { CartRow } from '../schema'
import type { CartToActOn } from './cart-marks'

/** What the buttons of a cart need; nothing else of it goes to the browser. */
export function cartToActOn(cart: CartRow, template: string): CartToActOn {
  return {
    id: cart.id,
    who: cart.name ?? cart.email ?? 'este carrinho',
    phone: cart.phone,
    message: cartMessage(template, cart),
    emailSent: cart.emailSentAt !== null,
    whatsappSent: cart.whatsappSentAt !== null,
  }
}
