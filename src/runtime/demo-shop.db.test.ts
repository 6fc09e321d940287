import { createReadStream } from 'node:fs'
import { expect, it } from 'vitest'
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

it('the demonstration is the invented shop with every date moved, and nothing else', async () => {
  const today = new Date(Date.parse(DEMO_LAST_DAY) + DAYS * DAY_MS).toISOString().slice(0, 10)
  const shop = await read('hpos.sql.gz', () => createReadStream(shopFile('hpos')))
  const demo = await read('demo', () => demoShop(today))
  expect(demo.orders.length).toBeGreaterThan(400)
  for (const kind of ['orders', 'carts', 'leads', 'customers'] as const)
    expect(demo[kind]).toEqual(moved(shop[kind]))
  expect(demo.facts).toEqual(shop.facts)
  expect(demo.forms).toEqual(shop.forms)
})

it('moves whole quoted dates only', () => {
  const sql = "(1,'2026-02-28 23:59:59','em 2026-02-28 10:00:00','2026-02-28','0000-00-00 00:00:00')"
  expect(shiftDates(sql, 1)).toBe(
    "(1,'2026-03-01 23:59:59','em 2026-02-28 10:00:00','2026-02-28','0000-00-00 00:00:00')",
  )
})
