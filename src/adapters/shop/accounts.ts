import { contactOf, taxIdOf, ufOf } from './contact'
import { fetchMeta, type Meta } from './meta'
import { networkPrefix } from './multisite'
import { afterKey, keyset } from './paging'
import { parsePhp, PhpError, phpMap } from './php'
import { text, words, type Row, type TableReader } from './port'
import type { AccountRecord, ShopPage, ShopRange } from './records'
import type { Table } from './source'
import { coarse, inRange, utc } from './time'

export const USER_COLUMNS = ['ID', 'user_login', 'user_email', 'user_registered', 'display_name'] as const
export type UsersTable = Table<(typeof USER_COLUMNS)[number]>

export const ACCOUNT_KEYS = [
  'first_name',
  'last_name',
  'billing_first_name',
  'billing_last_name',
  'billing_email',
  'billing_phone',
  'billing_cellphone',
  'billing_city',
  'billing_state',
  'billing_country',
  'billing_persontype',
  'billing_cpf',
  'billing_cnpj',
] as const

/** Staff roles; every other account is a customer. */
const STAFF = new Set([
  'administrator',
  'editor',
  'author',
  'contributor',
  'shop_manager',
  'super_admin',
  'translator',
])

/**
 * Pages of registered users who aren't staff. Guests are known by their orders alone. A range filters by the date of
 * registration.
 */
export async function* accountPages(
  source: { reader: TableReader; users: UsersTable; usermeta: string; prefix: string },
  options: { range: ShopRange; after: string | null },
): AsyncGenerator<ShopPage<'customers'>> {
  const { reader, users, prefix } = source
  const capabilities = `${prefix}capabilities`
  const inNetwork = `${networkPrefix(prefix) ?? prefix}capabilities`
  const keys = new Set<string>([...ACCOUNT_KEYS, capabilities, inNetwork])
  const usermeta = { name: source.usermeta, owner: 'user_id', id: 'umeta_id' }
  const everything = !options.range.from && !options.range.to
  const where = everything ? [] : [{ anyRange: [coarse('user_registered', options.range)] }]
  for await (const rows of keyset(reader, users, { key: 'ID', after: afterKey(options.after), where })) {
    const cursor = String(rows.at(-1)?.[users.at.ID] ?? '')
    const metas = await fetchMeta(
      reader,
      usermeta,
      rows.map((row) => Number(row[users.at.ID])),
      keys,
    )
    const records = rows
      .filter((row) => everything || inRange(utc(text(row[users.at.user_registered])), options.range))
      .filter((row) => {
        const meta = metas.get(Number(row[users.at.ID]))
        return !isStaff(meta?.get(capabilities)) && !isStaff(meta?.get(inNetwork))
      })
      .map((row) => accountRecord(users, row, metas.get(Number(row[users.at.ID]))))
    yield { records, refused: [], read: records.length, cursor }
  }
}

function accountRecord(table: UsersTable, row: Row, meta: Meta | undefined): AccountRecord {
  const get = (key: (typeof ACCOUNT_KEYS)[number]) => meta?.get(key)
  const billed = contactOf([get('billing_first_name'), get('billing_last_name')], null, []).name
  const named = contactOf([get('first_name'), get('last_name')], null, []).name
  const contact = contactOf(
    [billed ?? named ?? text(row[table.at.display_name]) ?? text(row[table.at.user_login])],
    text(row[table.at.user_email]) || get('billing_email'),
    [get('billing_phone'), get('billing_cellphone')],
  )
  return {
    ...contact,
    shopUserId: Number(row[table.at.ID]),
    checkoutId: null,
    taxId: taxIdOf(get('billing_persontype'), get('billing_cpf'), get('billing_cnpj')),
    city: words(get('billing_city')),
    uf: ufOf(get('billing_state'), get('billing_country'), contact.phone),
    registeredAt: utc(text(row[table.at.user_registered])),
  }
}

/** True when one of the roles is a staff role. Unreadable roles count as a customer's, so that no customer is lost. */
function isStaff(capabilities: string | undefined): boolean {
  if (!capabilities) return false
  try {
    return [...(phpMap(parsePhp(capabilities)) ?? [])].some(
      ([role, granted]) => granted !== '0' && STAFF.has(role),
    )
  } catch (error) {
    if (error instanceof PhpError) return false
    throw error
  }
}
