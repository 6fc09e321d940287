/** Statuses of orders that may still be paid, and of those that came to nothing. Every other one is a purchase. */
export const UNPAID = `('pending', 'on-hold')`
export const DEAD = `('cancelled', 'failed', 'refunded', 'trash', 'checkout-draft', 'auto-draft')`

/** Whether the order `o` is a purchase. */
export const IS_PURCHASE = `o.status NOT IN ${UNPAID} AND o.status NOT IN ${DEAD}`

/** Whether the order `s` is paid by PIX or boleto, so that its reminder makes sense. */
export const IS_PIX_OR_BOLETO = `concat_ws(' ', s.payment_method, s.payment_title) ~* 'pix|boleto|billet|bank.?slip'`
