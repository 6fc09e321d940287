import { contactOf, ufOf } from '../contact'
import { amount } from '../money'
import { afterKey, keyset, refuse } from '../paging'
import { parsePhp, PhpError, phpMap, phpText, type PhpMap } from '../php'
import { text, whole, words, type Condition, type Row, type TableReader } from '../port'
import type { CartItemRecord, CartRecord, RefusedRecord, ShopPage, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, inRange, type LocalTime } from '../time'
import type { ProductNames } from './products'
import { cartItem, cartSum } from './record'
import { cartflowsUrl } from './recovery-url'

export const CARTFLOWS_COLUMNS = [
  'id',
  'email',
  'cart_contents',
  'cart_total',
  'other_fields',
  'order_status',
  'time',
] as const
export const CARTFLOWS_OPTIONAL = ['unsubscribed', 'coupon_code', 'checkout_id', 'session_id'] as const
export type CartflowsTable = Table<(typeof CARTFLOWS_COLUMNS)[number] | (typeof CARTFLOWS_OPTIONAL)[number]>

/** The plugin's own states; `normal` is a shopper who may still be buying (t-4). */
const STATES = new Set(['normal', 'abandoned', 'completed', 'lost'])

/** Pages of carts of CartFlows and its clones. `time` is site-local and moves with each keystroke: it is the last activity. */
export async function* cartflowsPages(
  source: {
    reader: TableReader
    carts: CartflowsTable
    products: ProductNames
    local: LocalTime
    /** Address of the shop. */
    home: string | null
  },
  options: { range: ShopRange; after: string | null },
): AsyncGenerator<ShopPage<'carts'>> {
  const { carts, products, local } = source
  const everything = !options.range.from && !options.range.to
  for await (const rows of keyset(source.reader, carts, {
    key: 'id',
    after: afterKey(options.after),
    where: cartflowsConditions(options.range),
  })) {
    const cursor = String(rows.at(-1)?.[carts.at.id] ?? '')
    const records: CartRecord[] = []
    const refused: RefusedRecord[] = []
    for (const row of rows) {
      const lastActivityAt = local.instant(text(row[carts.at.time]))
      if (!everything && !inRange(lastActivityAt, options.range)) continue
      const cart = cartRecord(carts, row, lastActivityAt, source.home)
      if (typeof cart === 'string') refused.push(refuse(carts, row, 'id', 'carrinho_ilegivel', cart))
      else records.push(cart)
    }
    await products.fillIn(records)
    yield { records, refused, read: records.length + refused.length, cursor }
  }
}

/** Coarse conditions for carts active in the range. */
export function cartflowsConditions(range: ShopRange): Condition[] {
  return range.from || range.to ? [{ anyRange: [coarse('time', range)] }] : []
}

/** The cart without product names, or in Portuguese what can't be read of it. */
function cartRecord(
  table: CartflowsTable,
  row: Row,
  lastActivityAt: Date | null,
  home: string | null,
): CartRecord | string {
  const { at } = table
  if (!lastActivityAt) return 'O carrinho não tem data que se leia.'
  const fields = serialised(row[at.other_fields], 'other_fields')
  if (typeof fields === 'string') return fields
  const items = cartItems(row[at.cart_contents])
  if (typeof items === 'string') return items
  const total = row[at.cart_total] === null ? cartSum(items) : amount(text(row[at.cart_total]))
  if (total === null)
    return `O valor do carrinho não é um valor: “${(text(row[at.cart_total]) ?? '').slice(0, 40)}”.`
  const status = text(row[at.order_status]) ?? ''
  if (!STATES.has(status)) return `O estado do carrinho é desconhecido: “${status.slice(0, 40)}”.`
  const get = (key: string) => phpText(fields?.get(key))
  const contact = contactOf([get('wcf_first_name'), get('wcf_last_name')], text(row[at.email]), [
    get('wcf_phone_number'),
  ])
  const [country, ...city] = (get('wcf_location') ?? '').split(',')
  return {
    ...contact,
    source: 'cartflows',
    externalId: whole(row[at.id]) ?? 0,
    city: words(city.join(',')),
    uf: ufOf(get('wcf_billing_state'), get('wcf_country') ?? country, contact.phone),
    items,
    totalCentavos: total,
    couponCode: words(row[at.coupon_code]),
    recoveryUrl: cartflowsUrl(home, whole(row[at.checkout_id]), text(row[at.session_id])),
    pluginStatus: status,
    unsubscribed: text(row[at.unsubscribed]) === '1',
    lastActivityAt,
  }
}

function cartItems(cell: Row[number] | undefined): CartItemRecord[] | string {
  const contents = serialised(cell, 'cart_contents')
  if (typeof contents === 'string') return contents
  const items: CartItemRecord[] = []
  for (const line of contents?.values() ?? []) {
    const get = (key: string) => phpText(phpMap(line)?.get(key))
    const item = cartItem({
      productId: get('product_id'),
      variationId: get('variation_id'),
      quantity: get('quantity'),
      total: get('line_total'),
      tax: get('line_tax'),
    })
    if (!item) return 'Um produto do carrinho não tem código ou valor que se leia.'
    items.push(item)
  }
  return items
}

/** A column that PHP serialised: its map, null when the column is empty, or what is wrong with it. Lengths count its bytes, NULs included. */
function serialised(cell: Row[number] | undefined, column: string): PhpMap | null | string {
  if (cell === null || cell === undefined || cell === '') return null
  try {
    const value = parsePhp(String(cell))
    return phpMap(value) ?? (value === null ? null : `O conteúdo de ${column} não é uma lista.`)
  } catch (error) {
    if (error instanceof PhpError) return `O conteúdo de ${column} está corrompido: ${error.message}.`
    throw error
  }
}
