import { parsePhone } from '../src/kernel/phone'

/** A table of the export in memory: its columns, and rows in their order. */
export type Held = { columns: readonly string[]; rows: (string | null)[][] }

type Name = { first: string; last: string }
/** One place in which a customer's name and phone stand together, and how the name is replaced. */
type Place = { phones: (string | null)[]; name: Name; rename: (name: Name) => void }

const PROPER = /^\p{Lu}\p{Ll}{2,}$/u

/**
 * Gives each phone one name in all rows: the invented shop draws names and phones apart, so one phone has several there.
 * A name without a phone stays as odd as it is.
 */
export function oneNameAPhone(tables: ReadonlyMap<string, Held>, prefix: string): void {
  const table = (name: string): Held => tables.get(prefix + name) ?? { columns: [], rows: [] }
  const places = [
    ...ofAddresses(table('wc_order_addresses'), table('wc_orders_meta')),
    ...ofMeta(table('postmeta'), 'post_id', ORDER_META),
    ...ofCarts(table('cartflows_ca_cart_abandonment')),
    ...ofMeta(table('usermeta'), 'user_id', USER_META),
    ...ofEntries(table('fv_entry_meta')),
  ]
  const names = new Map<string, Name>()
  const keyOf = ({ phones }: Place) => phones.map(keyed).find((key) => key !== null) ?? null
  for (const isProper of [true, false])
    for (const place of places) {
      const key = keyOf(place)
      const { first, last } = place.name
      if (key === null || names.has(key) || first === '' || last === '') continue
      if (!isProper || PROPER.test(first)) names.set(key, place.name)
    }
  for (const place of places) {
    const key = keyOf(place)
    const name = key === null ? undefined : names.get(key)
    // A name that is missing stays so: such rows are among what the demonstration shows.
    if (name && place.name.first !== '') place.rename(name)
  }
}

function keyed(text: string | null): string | null {
  const phone = parsePhone(text)
  return phone.status === 'valid' ? phone.key : null
}

const at = ({ columns }: Held, name: string) => columns.indexOf(name)

function grouped({ rows }: Held, by: number): Map<string, (string | null)[][]> {
  const groups = new Map<string, (string | null)[][]>()
  for (const row of rows) {
    const id = row[by] ?? ''
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return groups
}

function ofAddresses(addresses: Held, meta: Held): Place[] {
  const [first, last, phone] = [
    at(addresses, 'first_name'),
    at(addresses, 'last_name'),
    at(addresses, 'phone'),
  ]
  const [key, value] = [at(meta, 'meta_key'), at(meta, 'meta_value')]
  const more = grouped(meta, at(meta, 'order_id'))
  return addresses.rows.map((row) => {
    const mobile = more
      .get(row[at(addresses, 'order_id')] ?? '')
      ?.find((one) => one[key] === '_billing_cellphone')
    return {
      phones: [mobile?.[value] ?? null, row[phone] ?? null],
      name: { first: row[first] ?? '', last: row[last] ?? '' },
      rename: (name) => {
        row[first] = name.first
        row[last] = name.last
      },
    }
  })
}

type MetaKeys = { phones: string[]; names: [string, string][] }
const ORDER_META: MetaKeys = {
  phones: ['_billing_cellphone', '_billing_phone'],
  names: [['_billing_first_name', '_billing_last_name']],
}
const USER_META: MetaKeys = {
  phones: ['billing_cellphone', 'billing_phone'],
  names: [
    ['billing_first_name', 'billing_last_name'],
    ['first_name', 'last_name'],
  ],
}

function ofMeta(meta: Held, id: string, { phones, names }: MetaKeys): Place[] {
  const [key, value] = [at(meta, 'meta_key'), at(meta, 'meta_value')]
  return [...grouped(meta, at(meta, id)).values()].flatMap((rows) => {
    const find = (name: string) => rows.find((row) => row[key] === name)
    return names.map(([firstKey, lastKey]) => {
      const [first, last] = [find(firstKey), find(lastKey)]
      return {
        phones: phones.map((name) => find(name)?.[value] ?? null),
        name: { first: first?.[value] ?? '', last: last?.[value] ?? '' },
        rename: (name: Name) => {
          if (first) first[value] = name.first
          if (last) last[value] = name.last
        },
      }
    })
  })
}

/** A string field of PHP's serialised checkout. */
const fieldOf = (name: string) => new RegExp(`(s:${String(name.length)}:"${name}";)s:\\d+:"(.*?)";`, 's')

function ofCarts(carts: Held): Place[] {
  const column = at(carts, 'other_fields')
  return carts.rows.map((row) => {
    const read = (name: string) => fieldOf(name).exec(row[column] ?? '')?.[2] ?? ''
    const write = (name: string, to: string) => {
      row[column] = (row[column] ?? '').replace(
        fieldOf(name),
        (_, key: string) => `${key}s:${String(Buffer.byteLength(to))}:"${to}";`,
      )
    }
    return {
      phones: [read('wcf_phone_number')],
      name: { first: read('wcf_first_name'), last: read('wcf_last_name') },
      rename: ({ first, last }) => {
        write('wcf_first_name', first)
        write('wcf_last_name', last)
      },
    }
  })
}

function ofEntries(meta: Held): Place[] {
  const [key, value] = [at(meta, 'meta_key'), at(meta, 'meta_value')]
  return [...grouped(meta, at(meta, 'data_id')).values()].map((rows) => {
    const named = rows.find((row) => /^(?:nome|name)(?:_|$)/i.test(row[key] ?? ''))
    const [first = '', ...rest] = (named?.[value] ?? '').trim().split(/\s+/)
    return {
      phones: rows.filter((row) => row !== named).map((row) => row[value] ?? null),
      name: { first, last: rest.join(' ') },
      rename: (name) => {
        if (named) named[value] = `${name.first} ${name.last}`
      },
    }
  })
}
