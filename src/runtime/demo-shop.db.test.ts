import { createReadStream } from 'node:fs'
import { expect, it } from 'vitest'
import type { ShopForm } from '~/adapters/shop/records'
import { openShop } from '~/adapters/shop/open'
import { useDatabase } from '../../test/postgres/clone'
import { readAll, shopFile } from '../../test/shops/read'
import { DEMO_LAST_DAY, demoShop, shiftDates } from './demo-shop'

useDatabase()

const DAY_MS = 86_400_000
const DAYS = 100

async function read(fileName: string, open: () => AsyncIterable<Uint8Array>) {
  const shop = await openShop({ kind: 'dump', prefix: 'wp_', fileName, open })
  try {
    return await readAll(shop)
  } finally {
    await shop.close()
  }
}

/** The same value with every date of it moved. */
function moved(value: unknown): unknown {
  if (value instanceof Date) return new Date(value.getTime() + DAYS * DAY_MS)
  if (Array.isArray(value)) return value.map(moved)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, moved(entry)]))
}

/** A form without the values that customers gave in it. */
const unsampled = ({ seen, ...form }: ShopForm) => ({
  ...form,
  seen: seen.map(({ field, count }) => ({ field, count })),
})

/** Records without the names that stand in them. */
const unnamed = (records: readonly object[]) => records.map((record) => ({ ...record, name: null }))

it('the demonstration is the invented shop with every date moved and one name for each phone, and nothing else', async () => {
  const today = new Date(Date.parse(DEMO_LAST_DAY) + DAYS * DAY_MS).toISOString().slice(0, 10)
  const shop = await read('hpos.sql.gz', () => createReadStream(shopFile('hpos')))
  const demo = await read('demo', () => demoShop(today))
  expect(demo.orders.length).toBeGreaterThan(400)
  for (const kind of ['orders', 'carts', 'leads', 'customers'] as const)
    expect(unnamed(demo[kind])).toEqual(moved(unnamed(shop[kind])))
  const names = new Map<string, Set<string>>()
  for (const { phone, name } of [...demo.orders, ...demo.carts, ...demo.leads])
    if (phone.key !== null && phone.status === 'valid' && name)
      names.set(phone.key, (names.get(phone.key) ?? new Set()).add(name))
  expect(names.size).toBeGreaterThan(50)
  expect([...names.values()].filter((of) => of.size > 1)).toEqual([])
  // The shop's identity names the day of its first user, which is moved too.
  expect({ ...demo.facts, identity: null }).toEqual({ ...shop.facts, identity: null })
  expect(demo.forms.map(unsampled)).toEqual(shop.forms.map(unsampled))
})

it('moves whole quoted dates only', () => {
  const sql = "(1,'2026-02-28 23:59:59','em 2026-02-28 10:00:00','2026-02-28','0000-00-00 00:00:00')"
  expect(shiftDates(sql, 1)).toBe(
    "(1,'2026-03-01 23:59:59','em 2026-02-28 10:00:00','2026-02-28','0000-00-00 00:00:00')",
  )
})
