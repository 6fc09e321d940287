import type { ShopConfig } from '../../src/adapters/shop/records'

type Value = string | number | null
type Rows = { columns: string[]; rows: Value[][] }

/** An order or a refund of a shop made up for one test; what is left out is as the shop of a Brazilian would have it. */
export type TinyOrder = {
  id: number
  type?: string
  parent?: number
  status?: string
  /** Site-local in the posts, UTC in the tables of their own; so is `modified`. */
  created?: string | null
  modified?: string | null
  /** In either store; the tables' own columns are taken from it by their postmeta keys. */
  meta?: Record<string, string>
  items?: Record<string, string>[]
}

export type TinyShop = {
  hpos?: boolean
  options?: Record<string, string>
  orders: TinyOrder[]
  /** Of a cart by CartFlows' plugin: e-mail and site-local time. */
  carts?: { email: string; time: string }[]
}

const quoted = (value: Value) =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replace(/['\\]/g, '\\$&')}'`

function table(name: string, { columns, rows }: Rows): string {
  const create = `CREATE TABLE \`wp_${name}\` (\n${columns.map((column) => `  \`${column}\` text`).join(',\n')}\n) ENGINE=InnoDB;\n`
  const values = rows.map((row) => `(${row.map(quoted).join(',')})`).join(',')
  return rows.length ? `${create}INSERT INTO \`wp_${name}\` VALUES ${values};\n` : create
}

const numbered = (rows: Value[][]) => rows.map((row, index) => [index + 1, ...row])
const created = (order: TinyOrder) => (order.created === undefined ? '2026-10-10 12:00:00' : order.created)

function metaOf(order: TinyOrder): Record<string, string> {
  if ((order.type ?? 'shop_order') !== 'shop_order') return order.meta ?? {}
  const buyer = { _billing_first_name: 'João', _billing_email: `pessoa${String(order.id)}@exemplo.test` }
  return { _order_total: '199.90', _order_currency: 'BRL', ...buyer, ...order.meta }
}

function posts({ orders, hpos }: TinyShop): string {
  const rows = orders.map((order) => {
    const at = created(order) ?? '0000-00-00 00:00:00'
    const changed = order.modified ?? at
    const type = order.type ?? 'shop_order'
    if (hpos)
      return [
        order.id,
        'shop_order_placehold',
        'draft',
        '2026-10-10 12:00:00',
        '0000-00-00 00:00:00',
        at,
        at,
        0,
        '',
        '',
      ]
    return [
      order.id,
      type,
      order.status ?? 'wc-processing',
      at,
      '0000-00-00 00:00:00',
      changed,
      '0000-00-00 00:00:00',
      order.parent ?? 0,
      '',
      '',
    ]
  })
  const columns =
    'ID post_type post_status post_date post_date_gmt post_modified post_modified_gmt post_parent post_excerpt post_title'
  return table('posts', { columns: columns.split(' '), rows })
}

function metas(name: string, owner: string, id: string, byOwner: [number, Record<string, string>][]): string {
  const rows = byOwner.flatMap(([key, meta]) =>
    Object.entries(meta).map(([name, value]) => [key, name, value]),
  )
  return table(name, { columns: [id, owner, 'meta_key', 'meta_value'], rows: numbered(rows) })
}

function ownTables({ orders }: TinyShop): string {
  const columns =
    'id status currency type tax_amount total_amount customer_id billing_email date_created_gmt date_updated_gmt parent_order_id payment_method payment_method_title'
  const rows = orders.map((order) => {
    const meta = metaOf(order)
    const of = (key: string) => meta[key] ?? null
    return [
      order.id,
      order.status ?? 'wc-processing',
      of('_order_currency'),
      order.type ?? 'shop_order',
      of('_order_tax'),
      of('_order_total'),
      0,
      of('_billing_email'),
      created(order),
      order.modified ?? created(order),
      order.parent ?? 0,
      'pix',
      'PIX',
    ]
  })
  const addresses = 'id order_id address_type first_name last_name company city state country email phone'
  const operational =
    'order_id created_via date_paid_gmt date_completed_gmt shipping_tax_amount shipping_total_amount discount_total_amount'
  return [
    table('wc_orders', { columns: columns.split(' '), rows }),
    table('wc_order_addresses', { columns: addresses.split(' '), rows: [] }),
    table('wc_order_operational_data', {
      columns: operational.split(' '),
      rows: orders.map((order) => {
        const of = (key: string) => metaOf(order)[key] ?? null
        return [
          order.id,
          of('_created_via') ?? 'checkout',
          null,
          null,
          null,
          of('_order_shipping'),
          of('_cart_discount'),
        ]
      }),
    }),
    metas(
      'wc_orders_meta',
      'order_id',
      'id',
      orders.map((order) => [order.id, order.meta ?? {}]),
    ),
  ].join('')
}

/** The export file of a shop made up for one test. */
export function tinyDump(shop: TinyShop): string {
  const options = {
    timezone_string: 'America/Sao_Paulo',
    woocommerce_currency: 'BRL',
    woocommerce_custom_orders_table_enabled: shop.hpos ? 'yes' : 'no',
    ...shop.options,
  }
  const items = shop.orders.flatMap((order) => (order.items ?? []).map((meta) => ({ order: order.id, meta })))
  const carts = (shop.carts ?? []).map(({ email, time }, index) => [
    index + 1,
    7,
    email,
    'a:0:{}',
    '199.90',
    `s${String(index)}`,
    'a:0:{}',
    'abandoned',
    0,
    '',
    time,
  ])
  return [
    '-- MySQL dump 10.13  Distrib 8.0.39, for Linux (x86_64)\n',
    table('options', {
      columns: ['option_id', 'option_name', 'option_value'],
      rows: numbered(Object.entries(options)),
    }),
    posts(shop),
    shop.hpos
      ? ownTables(shop)
      : metas(
          'postmeta',
          'post_id',
          'meta_id',
          shop.orders.map((order) => [order.id, metaOf(order)]),
        ),
    table('woocommerce_order_items', {
      columns: ['order_item_id', 'order_item_name', 'order_item_type', 'order_id'],
      rows: numbered(items.map(({ order }) => ['Sandália Lua', 'line_item', order])),
    }),
    metas(
      'woocommerce_order_itemmeta',
      'order_item_id',
      'meta_id',
      items.map(({ meta }, index) => [index + 1, meta]),
    ),
    table('cartflows_ca_cart_abandonment', {
      columns:
        'id checkout_id email cart_contents cart_total session_id other_fields order_status unsubscribed coupon_code time'.split(
          ' ',
        ),
      rows: carts,
    }),
  ].join('')
}

/** The same as a shop that can be opened. */
export function tinyShop(shop: TinyShop): ShopConfig {
  const bytes = Buffer.from(`${tinyDump(shop)}-- Dump completed\n`)
  return { kind: 'dump', prefix: 'wp_', fileName: 'loja.sql', open: () => once(bytes) }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes)
}
