/** What an order's status (without `wc-`) says of the order; any other status is a purchase. */

/** May still be paid: a PIX or boleto waiting. */
export const UNPAID_STATUSES = ['pending', 'on-hold'] as const
/** Never paid, or undone. `deleted`: the shop no longer has the order. */
export const DEAD_STATUSES = ['cancelled', 'failed', 'refunded', 'trash', 'deleted'] as const
/** Not an order yet: the customer is still at the checkout. */
export const DRAFT_STATUSES = ['checkout-draft', 'auto-draft'] as const

/** Such a list as SQL has it behind `IN`. */
export const inSql = (statuses: readonly string[]) => `('${statuses.join("', '")}')`
