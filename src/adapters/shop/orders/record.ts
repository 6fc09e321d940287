import { centavos } from '~/kernel/money'
import { contactOf, taxIdOf, ufOf } from '../contact'
import { amount, currencyOf, ZERO } from '../money'
import { whole, words } from '../port'
import type { OrderItemRecord, OrderRecord } from '../records'
import type { Family } from './family'
import { isRenewal, numberOf } from './kind'
import { refundRecords } from './refunds'
import type { StoredOrder } from './store'

/** A value quoted inside a sentence. */
const quoted = (value: string | undefined) => `“${(value ?? '').trim().slice(0, 40)}”`

/**
 * The order, or in Portuguese why it is rejected: without a readable date or total. Everything else is kept as far as
 * it can be read, and named in `problems` where it can't.
 */
export function orderRecord(
  { order, refunds: stored, parts }: Family,
  lines: { items: OrderItemRecord[]; problems: string[] },
  shopCurrency: string,
): OrderRecord | string {
  const get = (key: string) => order.fields.get(key)
  if (!order.placedAt) return 'O pedido não tem data de criação, nem outra de que se possa tirá-la.'
  const total = amount(get('_order_total'))
  if (total === null) return `O total do pedido não é um valor: ${quoted(get('_order_total'))}.`
  const problems: string[] = []
  if (get('_order_total') === undefined) problems.push('A loja não diz o total do pedido: contamos zero.')
  if (order.placedEstimated)
    problems.push('A loja não diz quando o pedido foi feito: usamos a data mais próxima que ela tem.')
  const side = (what: string, key: string) => {
    const value = amount(get(key))
    if (value === null) problems.push(`${what} não é um valor: ${quoted(get(key))}.`)
    return value ?? ZERO
  }
  const amounts = {
    shippingCentavos: side('O frete', '_order_shipping'),
    taxCentavos: centavos(
      side('O imposto', '_order_tax') + side('O imposto do frete', '_order_shipping_tax'),
    ),
    discountCentavos: side('O desconto', '_cart_discount'),
  }
  const currency = currencyIn(get('_order_currency'), shopCurrency, problems)
  const refunds = refundRecords(stored, order.modifiedAt ?? order.placedAt)
  return {
    ...buyerOf(order),
    externalId: order.id,
    ...numberOf(order),
    status: order.status.replace(/^wc-/, ''),
    currency,
    totalCentavos: total,
    ...amounts,
    placedAt: order.placedAt,
    placedEstimated: order.placedEstimated,
    paidAt: order.paidAt,
    completedAt: order.completedAt,
    modifiedAt: order.modifiedAt,
    paymentMethod: words(get('_payment_method')),
    paymentTitle: words(get('_payment_method_title')),
    createdVia: words(get('_created_via')),
    shopUserId: whole(get('_customer_user')) ?? 0,
    taxId: taxIdOf(get('_billing_persontype'), get('_billing_cpf'), get('_billing_cnpj')),
    items: lines.items,
    refunds: refunds.refunds,
    renewal: isRenewal(order),
    parts: parts.map((part) => ({
      id: part.id,
      totalCentavos: amount(part.fields.get('_order_total')) ?? ZERO,
    })),
    problems: [...problems, ...lines.problems, ...refunds.problems],
  }
}

/** Without a currency, or with an unknown one, the order is in the shop's own. */
function currencyIn(said: string | undefined, shopCurrency: string, problems: string[]): string {
  const currency = currencyOf(said)
  if (!currency && said?.trim())
    problems.push(`A moeda do pedido não existe: ${quoted(said)}. Usamos a da loja, ${shopCurrency}.`)
  return currency ?? shopCurrency
}

function buyerOf(order: StoredOrder) {
  const get = (key: string) => order.fields.get(key)
  const contact = contactOf([get('_billing_first_name'), get('_billing_last_name')], get('_billing_email'), [
    get('_billing_phone'),
    get('_billing_cellphone'),
  ])
  return {
    ...contact,
    name: contact.name ?? words(get('_billing_company')),
    city: words(get('_billing_city')),
    uf: ufOf(get('_billing_state'), get('_billing_country'), contact.phone),
  }
}
