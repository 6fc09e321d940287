import { contactOf, ufOf } from '../contact'
import { fetchMeta } from '../meta'
import { afterKey, keyset, rejectRow } from '../paging'
import { phpMap, phpText, type PhpValue } from '../php'
import { text, whole, words, type Condition, type Row, type TableReader } from '../port'
import type { CartRecord, RefusedRecord, ShopPage, ShopRange } from '../records'
import type { Table } from '../source'
import { inRange, type LocalTime } from '../time'
import type { ProductNames } from './products'
import { cartContents, cartTotal, type CartContents } from './record'
import { storedMap } from './stored-map'

export const LITE_COLUMNS = [
  'id',
  'user_id',
  'abandoned_cart_info',
  'abandoned_cart_time',
  'recovered_cart',
] as const
export const LITE_OPTIONAL = ['unsubscribe_link'] as const
export type LiteTable = Table<(typeof LITE_COLUMNS)[number] | (typeof LITE_OPTIONAL)[number]>
export const GUEST_COLUMNS = ['id', 'billing_first_name', 'billing_last_name', 'email_id', 'phone'] as const
export type GuestTable = Table<(typeof GUEST_COLUMNS)[number]>
export const LITE_USER_COLUMNS = ['ID', 'user_email', 'display_name'] as const
export type LiteUsersTable = Table<(typeof LITE_USER_COLUMNS)[number]>
export const LITE_USER_KEYS: ReadonlySet<string> = new Set([
  'billing_first_name',
  'billing_last_name',
  'billing_email',
  'billing_phone',
  'billing_cellphone',
  'billing_city',
  'billing_state',
  'billing_country',
])

/** Ids of the guest table begin here; lower ones are users of WordPress. */
const FIRST_GUEST = 63_000_000
const DAY_SECONDS = 86_400

type CartContact = {
  names: (string | null)[]
  email: string | null
  phones: (string | null)[]
  city: string | null
  state: string | null
  country: string | null
}
export type LiteSource = {
  reader: TableReader
  carts: LiteTable
  guests: GuestTable | null
  users: LiteUsersTable | null
  usermeta: { name: string; owner: string; id: string }
  products: ProductNames
  local: LocalTime
}

/** Pages of carts of Abandoned Cart Lite. Carts without a user (`user_id` 0) have no contact and are left out. */
export async function* litePages(
  source: LiteSource,
  options: { range: ShopRange; after: string | null },
): AsyncGenerator<ShopPage<'carts'>> {
  const { carts, products, local } = source
  const everything = !options.range.from && !options.range.to
  for await (const rows of keyset(source.reader, carts, {
    key: 'id',
    after: afterKey(options.after),
    where: liteConditions(options.range),
  })) {
    const cursor = String(rows.at(-1)?.[carts.at.id] ?? '')
    const wanted = rows
      .map((row) => ({ row, lastActivityAt: local.shifted(text(row[carts.at.abandoned_cart_time])) }))
      .filter((cart) => everything || inRange(cart.lastActivityAt, options.range))
    const contacts = await readContacts(source, [
      ...new Set(wanted.map(({ row }) => whole(row[carts.at.user_id]) ?? 0)),
    ])
    const records: CartRecord[] = []
    const rejected: RefusedRecord[] = []
    for (const { row, lastActivityAt } of wanted) {
      const cart = liteRecord(carts, row, lastActivityAt, contacts.get(whole(row[carts.at.user_id]) ?? 0))
      if (typeof cart === 'string') rejected.push(rejectRow(carts, row, 'id', 'carrinho_ilegivel', cart))
      else records.push(cart)
    }
    await products.fillIn(records)
    yield { records, refused: rejected, read: wanted.length, cursor }
  }
}

/** Coarse conditions: the plugin's time is unix plus the site's offset; a margin of one day covers every zone. */
export function liteConditions(range: ShopRange): Condition[] {
  const where: Condition[] = [{ column: 'user_id', noneOf: ['0'] }]
  const seconds = (time: Date | null, days: number) =>
    time && String(Math.floor(time.getTime() / 1000) + days * DAY_SECONDS)
  if (range.from || range.to)
    where.push({
      anyRange: [{ column: 'abandoned_cart_time', from: seconds(range.from, -1), to: seconds(range.to, 1) }],
    })
  return where
}

async function readContacts(source: LiteSource, ids: number[]): Promise<Map<number, CartContact>> {
  const { reader, guests, users } = source
  const contacts = new Map<number, CartContact>()
  const guestIds = ids.filter((id) => id >= FIRST_GUEST)
  if (guests && guestIds.length) {
    const rows = await reader.select({
      table: guests.name,
      columns: guests.columns,
      among: { column: 'id', ids: guestIds },
      orderBy: ['id'],
    })
    for (const row of rows) {
      const get = (column: (typeof GUEST_COLUMNS)[number]) => text(row[guests.at[column]])
      contacts.set(Number(row[guests.at.id]), {
        names: [get('billing_first_name'), get('billing_last_name')],
        email: get('email_id'),
        phones: [get('phone')],
        city: null,
        state: null,
        country: null,
      })
    }
  }
  const userIds = ids.filter((id) => id > 0 && id < FIRST_GUEST)
  if (users && userIds.length) {
    const rows = await reader.select({
      table: users.name,
      columns: users.columns,
      among: { column: 'ID', ids: userIds },
      orderBy: ['ID'],
    })
    const metas = await fetchMeta(reader, source.usermeta, userIds, LITE_USER_KEYS)
    for (const row of rows) {
      const id = Number(row[users.at.ID])
      const get = (key: string) => metas.get(id)?.get(key) ?? null
      const named = get('billing_first_name') ?? get('billing_last_name')
      contacts.set(id, {
        names: named
          ? [get('billing_first_name'), get('billing_last_name')]
          : [text(row[users.at.display_name])],
        email: get('billing_email') ?? text(row[users.at.user_email]),
        phones: [get('billing_phone'), get('billing_cellphone')],
        city: get('billing_city'),
        state: get('billing_state'),
        country: get('billing_country'),
      })
    }
  }
  return contacts
}

function liteRecord(
  table: LiteTable,
  row: Row,
  lastActivityAt: Date | null,
  cartContact: CartContact | undefined,
): CartRecord | string {
  const { at } = table
  if (!lastActivityAt) return 'O carrinho não tem data que se leia.'
  const contact = contactOf(cartContact?.names ?? [], cartContact?.email, cartContact?.phones ?? [])
  if (!contact.email && contact.phone.status === 'none')
    return 'A pessoa do carrinho não existe mais na loja: não há e-mail nem telefone.'
  const contents = liteContents(text(row[at.abandoned_cart_info]))
  const { total, problems } = cartTotal(null, contents)
  return {
    ...contact,
    source: 'abandoned_cart_lite',
    externalId: whole(row[at.id]) ?? 0,
    city: words(cartContact?.city),
    uf: ufOf(cartContact?.state, cartContact?.country, contact.phone),
    items: contents.items,
    totalCentavos: total,
    couponCode: null,
    recoveryUrl: null,
    // The plugin has no state of its own while shopping: the empresa's cut-off decides that (t-4).
    pluginStatus: (whole(row[at.recovered_cart]) ?? 0) > 0 ? 'completed' : 'abandoned',
    unsubscribed: text(row[at.unsubscribe_link]) === '1',
    lastActivityAt,
    problems,
  }
}

/** The cart's lines under `cart`, whether a map or a list; some versions store the lines without it. */
function liteContents(json: string | null): CartContents {
  const { map, problem } = storedMap(json, 'abandoned_cart_info')
  const lines = map?.has('cart') ? phpMap(map.get('cart')) : null
  const read = cartContents([...(lines?.values() ?? [])].map(lineOf))
  return problem ? { ...read, problems: [problem, ...read.problems] } : read
}

function lineOf(value: PhpValue) {
  const line = phpMap(value)
  if (!line) return null
  const get = (key: string) => phpText(line.get(key))
  return {
    productId: get('product_id'),
    variationId: get('variation_id'),
    name: get('name'),
    quantity: get('quantity'),
    total: get('line_total'),
    tax: get('line_tax'),
  }
}
