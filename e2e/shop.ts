import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { retoma, type Empresa } from './world'

const ZONE = 'America/Sao_Paulo'
const PRODUCT = { id: 37, name: 'Tênis Lua', price: '249.90' }

export type Shopper = { name: string; email: string; phone: string }
/** `leftAt`, `boughtAt`: times on the product's clock. */
export type SmallShop = {
  carts?: (Shopper & { leftAt: Date })[]
  orders?: (Shopper & { boughtAt: Date })[]
}

type Php = string | number | { [key: string]: Php }

/** A value as PHP serialises it, which is how shops keep carts. */
function php(value: Php): string {
  if (typeof value === 'number') return `i:${String(value)};`
  if (typeof value === 'string') return `s:${String(Buffer.byteLength(value))}:"${value}";`
  const entries = Object.entries(value)
  return `a:${String(entries.length)}:{${entries.map(([key, one]) => php(key) + php(one)).join('')}}`
}

/** `AAAA-MM-DD HH:MM:SS` in a zone, as MySQL writes it. */
const moment = (at: Date, timeZone: string) => at.toLocaleString('sv-SE', { timeZone })
const cell = (value: string | number) => `'${String(value).replaceAll("'", "\\'")}'`

function table(name: string, columns: string, rows: (string | number)[][]): string {
  const made = columns.split(' ').map((column) => `  \`${column}\` longtext`)
  const values = rows.map((row) => `(${row.map(cell).join(',')})`).join(',\n')
  return [
    `CREATE TABLE \`wp_${name}\` (\n${made.join(',\n')}\n) DEFAULT CHARSET=utf8mb4;`,
    ...(rows.length > 0 ? [`INSERT INTO \`wp_${name}\` VALUES\n${values};`] : []),
  ].join('\n')
}

/** The shop's export file as phpMyAdmin would write it: only what an import reads. */
function exportOf({ carts = [], orders = [] }: SmallShop): string {
  const { id, name, price } = PRODUCT
  const line = { product_id: id, variation_id: 0, quantity: 1, line_total: price, line_tax: '0' }
  const names = (shopper: Shopper) => {
    const [first = '', ...rest] = shopper.name.split(' ')
    return { first, last: rest.join(' ') }
  }
  return [
    '/*!40101 SET NAMES utf8mb4 */;',
    table('options', 'option_name option_value', [
      ['timezone_string', ZONE],
      ['woocommerce_currency', 'BRL'],
      ['woocommerce_custom_orders_table_enabled', 'yes'],
    ]),
    table(
      'cartflows_ca_cart_abandonment',
      'id email cart_contents cart_total other_fields order_status time unsubscribed',
      carts.map((cart, n) => {
        const { first, last } = names(cart)
        const fields = { wcf_first_name: first, wcf_last_name: last, wcf_phone_number: cart.phone }
        const left = moment(cart.leftAt, ZONE)
        return [n + 1, cart.email, php({ line }), price, php(fields), 'abandoned', left, '0']
      }),
    ),
    table(
      'posts',
      'ID post_type post_status post_date post_date_gmt post_modified post_modified_gmt post_parent post_excerpt post_title',
      [[id, 'product', 'publish', '', '', '', '', 0, '', name]],
    ),
    table(
      'wc_orders',
      'id status type currency tax_amount total_amount customer_id billing_email date_created_gmt date_updated_gmt parent_order_id payment_method payment_method_title',
      orders.map((order, n) => {
        const at = moment(order.boughtAt, 'UTC')
        const paid = ['wc-processing', 'shop_order', 'BRL', '0', price, 0, order.email, at, at, 0]
        return [1000 + n, ...paid, 'pix', 'PIX']
      }),
    ),
    table(
      'wc_order_addresses',
      'order_id first_name last_name company city state country email phone address_type',
      orders.map((order, n) => {
        const { first, last } = names(order)
        return [1000 + n, first, last, '', 'São Paulo', 'SP', 'BR', order.email, order.phone, 'billing']
      }),
    ),
    table(
      'wc_order_operational_data',
      'order_id created_via date_paid_gmt date_completed_gmt shipping_tax_amount shipping_total_amount discount_total_amount',
      orders.map((order, n) => [1000 + n, 'checkout', moment(order.boughtAt, 'UTC'), '', '0', '0', '0']),
    ),
    table('wc_orders_meta', 'id order_id meta_key meta_value', []),
    table(
      'woocommerce_order_items',
      'order_item_id order_item_name order_item_type order_id',
      orders.map((_, n) => [1 + n, name, 'line_item', 1000 + n]),
    ),
    table(
      'woocommerce_order_itemmeta',
      'meta_id order_item_id meta_key meta_value',
      orders.flatMap((_, n) => [
        [10 * n + 1, 1 + n, '_product_id', id],
        [10 * n + 2, 1 + n, '_qty', 1],
        [10 * n + 3, 1 + n, '_line_total', price],
      ]),
    ),
  ].join('\n')
}

/** Imports a shop of a few customers by the command line, while the portal runs. */
export async function importSmallShop(empresa: Empresa, shop: SmallShop): Promise<void> {
  const file = path.join(os.tmpdir(), `loja-${randomBytes(4).toString('hex')}.sql`)
  await writeFile(file, exportOf(shop))
  await retoma(['connection', 'set', '--empresa', empresa.slug, '--kind', 'dump', '--file', file])
  await retoma(['import', '--empresa', empresa.slug, '--type', 'all', '--period', 'tudo'])
}
