import type { TableReader } from './port'

/** Prefix of the network that a site of a multisite belongs to: `wp_` of `wp_2_`. Null for any other prefix. */
export function networkPrefix(prefix: string): string | null {
  return /^(.*_)\d+_$/.exec(prefix)?.[1] ?? null
}

/** Prefix of the users' tables: a network has one list for all of its sites. */
export function accountPrefix(reader: Pick<TableReader, 'tables' | 'damaged'>, prefix: string): string {
  const network = networkPrefix(prefix)
  const has = (name: string) => reader.tables.has(name) || reader.damaged.has(name)
  return network !== null && !has(`${prefix}users`) && has(`${network}users`) ? network : prefix
}
