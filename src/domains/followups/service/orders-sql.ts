import { DEAD_STATUSES, DRAFT_STATUSES, inSql, UNPAID_STATUSES } from '~/domains/orders/statuses'

export const UNPAID = inSql(UNPAID_STATUSES)
export const DEAD = inSql([...DEAD_STATUSES, ...DRAFT_STATUSES])

/** SQL: whether the order `o` is a purchase. */
export const IS_PURCHASE = `o.status NOT IN ${UNPAID} AND o.status NOT IN ${DEAD}`

/** SQL: whether the order of this alias is paid by PIX or boleto, so that a reminder makes sense. */
export const isPixOrBoleto = (alias: string) =>
  `concat_ws(' ', ${alias}.payment_method, ${alias}.payment_title) ~* 'pix|boleto|billet|bank.?slip'`
