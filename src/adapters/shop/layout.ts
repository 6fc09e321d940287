import { AppError } from '~/kernel/errors'
import { isTimezone } from '~/kernel/clock'
import { USER_COLUMNS, type UsersTable } from './accounts'
import { CARTFLOWS_COLUMNS, CARTFLOWS_OPTIONAL, type CartflowsTable } from './carts/cartflows'
import {
  GUEST_COLUMNS,
  LITE_COLUMNS,
  LITE_OPTIONAL,
  LITE_USER_COLUMNS,
  type GuestTable,
  type LiteTable,
  type LiteUsersTable,
} from './carts/lite'
import { PRODUCT_COLUMNS, type ProductsTable } from './carts/products'
import { IDENTITY_OPTIONS, readIdentity } from './identity'
import { ENTRY_META_COLUMNS, type EntryMetaTable } from './leads/metas'
import { ENTRY_COLUMNS, ENTRY_OPTIONAL, type EntriesTable } from './leads/read'
import { ADDRESS_COLUMNS, HPOS_COLUMNS, OPERATIONAL_COLUMNS, type HposTables } from './orders/hpos'
import { currencyOf } from './money'
import { ITEM_COLUMNS, type ItemsTable } from './orders/items'
import { POST_COLUMNS, type PostsTable } from './orders/posts'
import { accountPrefix } from './multisite'
import { text, type TableReader } from './port'
import type { ShopFacts } from './records'
import { findTable, isTable, type Table } from './source'
import { zoneOf } from './time'

export const OPTION_NAMES = [
  'timezone_string',
  'gmt_offset',
  'woocommerce_currency',
  'woocommerce_custom_orders_table_enabled',
  'fv_forms',
  'home',
  ...IDENTITY_OPTIONS,
] as const

type OrdersLayout = ({ storage: 'hpos'; tables: HposTables } | { storage: 'posts'; posts: PostsTable }) & {
  items: ItemsTable
}
type CartsLayout =
  | { plugin: 'cartflows'; carts: CartflowsTable }
  | {
      plugin: 'abandoned_cart_lite'
      carts: LiteTable
      guests: GuestTable | null
      users: LiteUsersTable | null
    }

/** The tables of this shop for each kind; null means nothing to import, as the warnings say. */
export type Layout = {
  prefix: string
  facts: ShopFacts
  orders: OrdersLayout | null
  carts: CartsLayout | null
  leads: { entries: EntriesTable; metas: EntryMetaTable } | null
  users: UsersTable | null
  /** Table of the users' fields. */
  usermeta: string
  products: ProductsTable | null
  formsOption: string | null
  /** Base address of the shop's links. */
  home: string | null
}

/** A valid table prefix of WordPress. @throws AppError BAD_INPUT */
export function checkPrefix(prefix: string): string {
  if (!/^[A-Za-z0-9_]{1,40}$/.test(prefix))
    throw new AppError('BAD_INPUT', 'O prefixo das tabelas só tem letras, números e _ (por exemplo wp_).')
  return prefix
}

/**
 * Detects what a shop is: zone, currency, the authoritative order store (t-5), plugins. @throws AppError SOURCE_INVALID
 * when the prefix's options table is not there.
 */
export async function readLayout(reader: TableReader, prefix: string): Promise<Layout> {
  checkPrefix(prefix)
  const options = await readOptions(reader, prefix)
  const warnings = [...reader.warnings]
  /** A missing table or column of a kind is reported, and the other kinds go on. */
  const need = <C extends string>(
    what: string,
    name: string,
    required: readonly C[],
    optional: readonly C[] = [],
  ): Table<C> | null => {
    const found = findTable(reader, name, required, optional)
    if (isTable(found)) return found
    warnings.push(`${what}: ${lowered(found.missing)}. Nada disso será importado.`)
    return null
  }
  const timezone = zoneOf(
    options.get('timezone_string') ?? null,
    options.get('gmt_offset') ?? null,
    isTimezone,
  )
  if (!timezone) warnings.push('A loja não diz o seu fuso horário: as datas locais foram lidas como UTC.')
  const orders = ordersLayout(
    reader,
    prefix,
    options.get('woocommerce_custom_orders_table_enabled') === 'yes',
    need,
  )
  const carts = cartsLayout(reader, prefix)
  const unread = carts?.plugin === 'cartflows' ? null : unreadableCartflows(reader, prefix)
  if (unread) warnings.push(`Carrinhos: ${lowered(unread)}. Os carrinhos dela não serão importados.`)
  else if (!carts)
    warnings.push(
      'Carrinhos: nenhuma tabela de carrinhos abandonados foi encontrada. Nada disso será importado.',
    )
  const entries = need<keyof EntriesTable['at']>(
    'Leads',
    `${prefix}fv_enteries`,
    ENTRY_COLUMNS,
    ENTRY_OPTIONAL,
  )
  const metas = entries && need('Leads', `${prefix}fv_entry_meta`, ENTRY_META_COLUMNS)
  const accounts = accountPrefix(reader, prefix)
  const users = need('Clientes', `${accounts}users`, USER_COLUMNS)
  const usermeta =
    users && need('Clientes', `${accounts}usermeta`, ['umeta_id', 'user_id', 'meta_key', 'meta_value'])
  const products = findTable(reader, `${prefix}posts`, [
    ...PRODUCT_COLUMNS,
    'post_type',
  ] as (typeof PRODUCT_COLUMNS)[number][])
  return {
    prefix,
    orders,
    carts,
    leads: entries && metas ? { entries, metas } : null,
    users: usermeta ? users : null,
    usermeta: `${accounts}usermeta`,
    products: isTable(products) ? products : null,
    formsOption: options.get('fv_forms') ?? null,
    home: options.get('home') ?? null,
    facts: {
      serverVersion: reader.serverVersion,
      storage: orders?.storage ?? null,
      timezone: timezone ?? 'UTC',
      currency: currencyOf(options.get('woocommerce_currency')) ?? 'BRL',
      cartSource: carts?.plugin ?? null,
      hasLeads: Boolean(entries && metas),
      identity: await readIdentity(reader, prefix, options),
      warnings,
    },
  }
}

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

async function readOptions(reader: TableReader, prefix: string): Promise<Map<string, string>> {
  const table = findTable(reader, `${prefix}options`, ['option_name', 'option_value'])
  if (!isTable(table))
    throw new AppError(
      'SOURCE_INVALID',
      [withoutOptions(reader, prefix, table.missing), ...reader.warnings].join(' '),
    )
  const rows = await reader.select({
    table: table.name,
    columns: table.columns,
    where: [{ column: 'option_name', oneOf: OPTION_NAMES }],
    orderBy: ['option_name'],
  })
  return new Map(rows.map((row) => [text(row[0]) ?? '', text(row[1]) ?? '']))
}

/** Why nothing can be read: another prefix (the existing ones are listed), or a truncated file. */
function withoutOptions(reader: TableReader, prefix: string, missing: string): string {
  const others = [...reader.tables.keys()].filter(
    (name) => name.endsWith('options') && reader.tables.get(name)?.has('option_name'),
  )
  if (others.length) {
    const names = others.slice(0, 5).map((name) => name.slice(0, -'options'.length))
    return `${missing}. O prefixo informado é ${prefix}; neste banco há: ${names.join(', ')}.`
  }
  return reader.damaged.size
    ? `A tabela ${prefix}options, com os ajustes da loja, não está inteira no arquivo: sem ela nada pode ser importado.`
    : `${missing}. Confira se é o banco da loja e se o prefixo está certo.`
}

type Need = <C extends string>(
  what: string,
  name: string,
  required: readonly C[],
  optional?: readonly C[],
) => Table<C> | null

function ordersLayout(reader: TableReader, prefix: string, hpos: boolean, need: Need): OrdersLayout | null {
  const items = need('Pedidos', `${prefix}woocommerce_order_items`, ITEM_COLUMNS)
  if (
    !items ||
    !need('Pedidos', `${prefix}woocommerce_order_itemmeta`, [
      'meta_id',
      'order_item_id',
      'meta_key',
      'meta_value',
    ])
  )
    return null
  // The option decides, never the existence of tables: shops keep the other store's tables, empty, copied or stale.
  if (!hpos) {
    const posts = need('Pedidos', `${prefix}posts`, POST_COLUMNS)
    if (!posts || !need('Pedidos', `${prefix}postmeta`, ['meta_id', 'post_id', 'meta_key', 'meta_value']))
      return null
    return { storage: 'posts', posts, items }
  }
  const orders = need('Pedidos', `${prefix}wc_orders`, HPOS_COLUMNS)
  const addresses =
    orders &&
    need('Pedidos', `${prefix}wc_order_addresses`, [
      ...ADDRESS_COLUMNS,
      'address_type',
    ] as (typeof ADDRESS_COLUMNS)[number][])
  const operational = addresses && need('Pedidos', `${prefix}wc_order_operational_data`, OPERATIONAL_COLUMNS)
  if (
    !orders ||
    !operational ||
    !need('Pedidos', `${prefix}wc_orders_meta`, ['id', 'order_id', 'meta_key', 'meta_value'])
  )
    return null
  const posts = findTable(reader, `${prefix}posts`, POST_COLUMNS)
  const dated = isTable(posts) ? posts : null
  return { storage: 'hpos', tables: { orders, addresses, operational, posts: dated }, items }
}

/** CartFlows' table by its columns under any name, then Abandoned Cart Lite. */
function cartsLayout(reader: TableReader, prefix: string): CartsLayout | null {
  const cartflows = cartflowsTable(reader, prefix)
  if (cartflows) return { plugin: 'cartflows', carts: cartflows }
  const carts = findTable<keyof LiteTable['at']>(
    reader,
    `${prefix}ac_abandoned_cart_history_lite`,
    LITE_COLUMNS,
    LITE_OPTIONAL,
  )
  if (!isTable(carts)) return null
  const guests = findTable(reader, `${prefix}ac_guest_abandoned_cart_history_lite`, GUEST_COLUMNS)
  const users = findTable(reader, `${accountPrefix(reader, prefix)}users`, LITE_USER_COLUMNS)
  return {
    plugin: 'abandoned_cart_lite',
    carts,
    guests: isTable(guests) ? guests : null,
    users: isTable(users) ? users : null,
  }
}

const CARTFLOWS_NAME = 'cartflows_ca_cart_abandonment'
/** Tables of the plugin and its clones have this suffix: the name alone identifies them. */
const CARTFLOWS_LIKE = /cart_abandonment$/i

/** A table of CartFlows' shape, under its own or any other name, with a column that identifies the contact. */
function asCartflows(
  reader: TableReader,
  name: string,
): Table<keyof CartflowsTable['at']> | { missing: string } {
  const found = findTable<keyof CartflowsTable['at']>(reader, name, CARTFLOWS_COLUMNS, CARTFLOWS_OPTIONAL)
  if (!isTable(found)) return found
  const has = (column: keyof CartflowsTable['at']) => found.columns[found.at[column]] !== null
  if (!has('email') && !has('phone') && !has('phone_number') && !has('other_fields'))
    return { missing: `A tabela ${name} não tem e-mail nem telefone` }
  if (!has('order_status') && !CARTFLOWS_LIKE.test(name))
    return { missing: `A tabela ${name} não tem a coluna order_status` }
  return found
}

/** The columns that a table with CartFlows' name lacks; null without such a table. */
function unreadableCartflows(reader: TableReader, prefix: string): string | null {
  const name = prefix + CARTFLOWS_NAME
  const found = reader.tables.has(name) && asCartflows(reader, name)
  return found && !isTable(found) ? found.missing : null
}

function cartflowsTable(reader: TableReader, prefix: string): CartflowsTable | null {
  const candidates = [...reader.tables.keys()].flatMap((name) => {
    const found = asCartflows(reader, name)
    return isTable(found) ? [found] : []
  })
  // Several installations may share the database, each with its options table; of a multisite, wp_2_ begins with wp_.
  const prefixes = [...reader.tables.keys()]
    .filter((name) => name.endsWith('options'))
    .map((name) => name.slice(0, -'options'.length))
    .sort((a, b) => b.length - a.length)
  const ownerOf = ({ name }: CartflowsTable) => prefixes.find((owner) => name.startsWith(owner))
  const own = candidates.filter((table) => ownerOf(table) === prefix)
  return (
    own.find((table) => table.name === prefix + CARTFLOWS_NAME) ??
    own.find((table) => CARTFLOWS_LIKE.test(table.name)) ??
    own[0] ??
    candidates.find((table) => ownerOf(table) === undefined) ??
    null
  )
}
