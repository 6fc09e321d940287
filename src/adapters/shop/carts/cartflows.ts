import { contactOf, ufOf } from '../contact'
import { afterKey, keyset, rejectRow } from '../paging'
import { phpMap, phpText, type PhpMap, type PhpValue } from '../php'
import { text, whole, words, type Condition, type Row, type TableReader } from '../port'
import type { CartRecord, RefusedRecord, ShopPage, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, inRange, type LocalTime } from '../time'
import type { ProductNames } from './products'
import { cartContents, cartTotal, type CartContents } from './record'
import { cartflowsUrl } from './recovery-url'
import { storedMap } from './stored-map'

/** Columns that every table of this shape has. */
export const CARTFLOWS_COLUMNS = ['id', 'cart_contents', 'time'] as const
/** CartFlows' own, then those of clones that store the contact in columns of their own. */
export const CARTFLOWS_OPTIONAL = [
  'email',
  'cart_total',
  'other_fields',
  'order_status',
  'unsubscribed',
  'coupon_code',
  'checkout_id',
  'session_id',
  'phone',
  'phone_number',
  'name',
  'first_name',
  'last_name',
  'surname',
] as const
export type CartflowsTable = Table<(typeof CARTFLOWS_COLUMNS)[number] | (typeof CARTFLOWS_OPTIONAL)[number]>

/** The plugin's own states, and their names in clones; `normal` is a shopper who may still be buying (t-4). */
const STATES: Partial<Record<string, string>> = {
  normal: 'normal',
  abandoned: 'abandoned',
  completed: 'completed',
  recovered: 'completed',
  lost: 'lost',
}

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
    const rejected: RefusedRecord[] = []
    for (const row of rows) {
      const lastActivityAt = local.instant(text(row[carts.at.time]))
      if (!everything && !inRange(lastActivityAt, options.range)) continue
      const cart = cartRecord(carts, row, lastActivityAt, source.home)
      if (typeof cart === 'string') rejected.push(rejectRow(carts, row, 'id', 'carrinho_ilegivel', cart))
      else records.push(cart)
    }
    await products.fillIn(records)
    yield { records, refused: rejected, read: records.length + rejected.length, cursor }
  }
}

/** Coarse conditions for carts active in the range. */
export function cartflowsConditions(range: ShopRange): Condition[] {
  return range.from || range.to ? [{ anyRange: [coarse('time', range)] }] : []
}

/** The cart without product names, or in Portuguese why it has no usable date. */
function cartRecord(
  table: CartflowsTable,
  row: Row,
  lastActivityAt: Date | null,
  home: string | null,
): CartRecord | string {
  const { at } = table
  if (!lastActivityAt) return 'O carrinho não tem data que se leia.'
  const fields = storedMap(row[at.other_fields], 'other_fields', true)
  const contents = contentsOf(row)
  const { total, problems } = cartTotal(text(row[at.cart_total]), contents)
  const said = (text(row[at.order_status]) ?? '').trim().toLowerCase()
  const status = STATES[said]
  const get = (key: string) => scalar(fields.map?.get(key))
  const named = get('wcf_first_name') ?? get('wcf_last_name')
  const own = text(row[at.first_name]) ?? text(row[at.last_name])
  const contact = contactOf(
    named !== null
      ? [get('wcf_first_name'), get('wcf_last_name')]
      : own !== null
        ? [text(row[at.first_name]), text(row[at.last_name])]
        : [text(row[at.name]), text(row[at.surname])],
    text(row[at.email]),
    [get('wcf_phone_number'), text(row[at.phone]), text(row[at.phone_number])],
  )
  const [country, ...city] = (get('wcf_location') ?? '').split(',')
  return {
    ...contact,
    source: 'cartflows',
    externalId: whole(row[at.id]) ?? 0,
    city: words(city.join(',')),
    uf: ufOf(get('wcf_billing_state'), get('wcf_country') ?? country, contact.phone),
    items: contents.items,
    totalCentavos: total,
    couponCode: words(row[at.coupon_code]),
    recoveryUrl: cartflowsUrl(home, whole(row[at.checkout_id]), text(row[at.session_id])),
    // An unknown state says only that a cart was left.
    pluginStatus: status ?? 'abandoned',
    unsubscribed: text(row[at.unsubscribed]) === '1',
    lastActivityAt,
    problems: [
      ...(fields.problem ? [fields.problem] : []),
      ...problems,
      ...(status === undefined && said !== ''
        ? [`A situação do carrinho na loja é desconhecida: “${said.slice(0, 40)}”.`]
        : []),
    ],
  }

  function contentsOf(stored: Row): CartContents {
    const { map, problem } = storedMap(stored[at.cart_contents], 'cart_contents')
    const read = cartContents([...(map?.values() ?? [])].map(lineOf))
    return problem ? { ...read, problems: [problem, ...read.problems] } : read
  }
}

function lineOf(value: PhpValue) {
  const line = phpMap(value)
  if (!line) return null
  const get = (key: string) => phpText(line.get(key))
  return {
    productId: get('product_id'),
    variationId: get('variation_id') ?? get('product_variation_id'),
    name: get('name') ?? get('product_title') ?? ownName(line),
    quantity: get('quantity'),
    total: get('line_total'),
    tax: get('line_tax'),
  }
}

/** Some carts store the product itself, as JSON or as an object with its data. */
function ownName(line: PhpMap): string | null {
  return phpText(phpMap(line.get('data'))?.get('name'))
}

/** A text, or the first one of a list: forms with repeated fields post lists. */
function scalar(value: PhpValue | undefined): string | null {
  const map = phpMap(value)
  const found = map ? phpText(map.values().next().value) : phpText(value)
  return found === '' ? null : found
}
