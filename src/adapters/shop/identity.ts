import { text, type TableReader } from './port'
import type { ShopIdentity } from './records'

/** Options that WooCommerce writes once for a shop. */
export const IDENTITY_OPTIONS = [
  'siteurl',
  'woocommerce_store_id',
  'woocommerce_admin_install_timestamp',
] as const

/** What identifies this shop: its address, and marks of its tables that never change. Null when it has neither. */
export async function readIdentity(
  reader: TableReader,
  prefix: string,
  options: ReadonlyMap<string, string>,
): Promise<ShopIdentity | null> {
  const marks: Record<string, string> = {}
  const store = options.get('woocommerce_store_id')
  if (store) marks.store = store
  const installed = options.get('woocommerce_admin_install_timestamp')
  if (installed) marks.installed = installed
  const first = await firstUser(reader, prefix)
  if (first) marks.firstUser = first
  const address = siteAddress(options.get('home')) ?? siteAddress(options.get('siteurl'))
  return address === null && Object.keys(marks).length === 0 ? null : { address, marks }
}

/** `loja.com.br/blog`: without the parts that may change while the shop stays the same (https, www). */
export function siteAddress(url: string | undefined): string | null {
  const parsed = URL.parse(url?.trim() ?? '')
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return null
  return `${parsed.host.replace(/^www\./, '')}${parsed.pathname.replace(/\/+$/, '')}`
}

/** Id and registration time of the first user. Sites of a network share their users, so the address counts even more. */
async function firstUser(reader: TableReader, prefix: string): Promise<string | null> {
  const name = [`${prefix}users`, `${prefix.replace(/\d+_$/, '')}users`].find((table) => {
    const columns = reader.tables.get(table)
    return columns?.has('ID') === true && columns.has('user_registered')
  })
  if (!name) return null
  const rows = await reader.select({
    table: name,
    columns: ['ID', 'user_registered'],
    key: { column: 'ID', after: 0, upTo: 1000 },
    orderBy: ['ID'],
    limit: 1,
  })
  const [row] = rows
  return row ? `${text(row[0]) ?? ''} ${text(row[1]) ?? ''}` : null
}

/** The same shop, the same shop's tables at another address, or another shop. */
export type IdentityVerdict = 'same' | 'moved' | 'other'

/** Compares the stored identity of a shop with the current one. What only one of them has decides nothing. */
export function compareIdentity(known: ShopIdentity, seen: ShopIdentity): IdentityVerdict {
  const moved = known.address !== null && seen.address !== null && known.address !== seen.address
  const marks = agreement(known.marks, seen.marks)
  if (!moved) return marks === 'differ' ? 'other' : 'same'
  return marks === 'agree' ? 'moved' : 'other'
}

function agreement(
  known: ShopIdentity['marks'],
  seen: ShopIdentity['marks'],
): 'agree' | 'differ' | 'unknown' {
  if (known.store && seen.store) return known.store === seen.store ? 'agree' : 'differ'
  const shared = Object.keys(known).filter((name) => seen[name] !== undefined)
  if (shared.length === 0) return 'unknown'
  return shared.some((name) => known[name] === seen[name]) ? 'agree' : 'differ'
}
