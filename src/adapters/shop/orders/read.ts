import { centavos } from '~/kernel/money'
import { contactOf, taxIdOf, ufOf } from '../contact'
import { amount } from '../money'
import { afterKey, prefetched } from '../paging'
import { whole, words } from '../port'
import type {
  OrderItemRecord,
  OrderRecord,
  RefundRecord,
  RefusedRecord,
  ShopPage,
  ShopRange,
} from '../records'
import { inRange } from '../time'
import type { ItemReader } from './items'
import { DRAFTS } from './keys'
import type { OrderStore, StoredOrder } from './store'

const NOT_ORDERS: ReadonlySet<string> = new Set(DRAFTS)

/** Pages of orders with their items and refunds, from whichever store is the authoritative one. */
export async function* orderPages(
  store: OrderStore,
  items: ItemReader,
  options: { range: ShopRange; after: string | null; currency: string },
): AsyncGenerator<ShopPage<'orders'>> {
  const { range } = options
  const everything = !range.from && !range.to
  for await (const page of prefetched(store.pages(range, afterKey(options.after)))) {
    const cursor = String(page.at(-1)?.id ?? '')
    const wanted = page.filter(
      (order) =>
        !NOT_ORDERS.has(order.status) &&
        (everything || inRange(order.placedAt, range) || inRange(order.modifiedAt, range)),
    )
    const ids = wanted.map((order) => order.id)
    const [lines, refunds] = await Promise.all([items.read(ids), store.refunds(ids)])
    const records: OrderRecord[] = []
    const refused: RefusedRecord[] = []
    for (const order of wanted) {
      const broken = refunds.broken.get(order.id) ?? lines.broken.get(order.id)
      const record =
        broken ??
        orderRecord(
          order,
          lines.byOrder.get(order.id) ?? [],
          refunds.byOrder.get(order.id) ?? [],
          options.currency,
        )
      if (typeof record === 'string') refused.push(store.refuse(order, 'pedido_ilegivel', record))
      else records.push(record)
    }
    yield { records, refused, read: wanted.length, cursor }
  }
}

/** The order, or in Portuguese what can't be read of it. */
function orderRecord(
  order: StoredOrder,
  items: OrderItemRecord[],
  refunds: RefundRecord[],
  shopCurrency: string,
): OrderRecord | string {
  const { fields } = order
  const get = (key: string) => fields.get(key)
  if (!order.placedAt) return 'O pedido não tem data de criação.'
  const total = amount(get('_order_total'))
  if (total === null)
    return `O total do pedido não é um valor: “${(get('_order_total') ?? '').slice(0, 40)}”.`
  const shipping = amount(get('_order_shipping'))
  const tax = amount(get('_order_tax'))
  const shippingTax = amount(get('_order_shipping_tax'))
  const discount = amount(get('_cart_discount'))
  if (shipping === null || tax === null || shippingTax === null || discount === null)
    return 'O frete, o imposto ou o desconto do pedido não é um valor.'
  const currency = (get('_order_currency') ?? shopCurrency).toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency)) return `A moeda do pedido não existe: “${currency.slice(0, 20)}”.`
  const contact = contactOf([get('_billing_first_name'), get('_billing_last_name')], get('_billing_email'), [
    get('_billing_phone'),
    get('_billing_cellphone'),
  ])
  return {
    ...contact,
    name: contact.name ?? words(get('_billing_company')),
    externalId: order.id,
    status: order.status.replace(/^wc-/, ''),
    currency,
    totalCentavos: total,
    shippingCentavos: shipping,
    taxCentavos: centavos(tax + shippingTax),
    discountCentavos: discount,
    placedAt: order.placedAt,
    paidAt: order.paidAt,
    completedAt: order.completedAt,
    modifiedAt: order.modifiedAt,
    paymentMethod: words(get('_payment_method')),
    paymentTitle: words(get('_payment_method_title')),
    createdVia: words(get('_created_via')),
    shopUserId: whole(get('_customer_user')) ?? 0,
    taxId: taxIdOf(get('_billing_persontype'), get('_billing_cpf'), get('_billing_cnpj')),
    city: words(get('_billing_city')),
    uf: ufOf(get('_billing_state'), get('_billing_country'), contact.phone),
    items,
    refunds,
  }
}
