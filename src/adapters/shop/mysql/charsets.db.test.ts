import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { useShops } from '../../../../test/shops/mariadb'
import { readAll, shopFile } from '../../../../test/shops/read'
import { openShop, testShop } from '../open'
import type { ShopConfig } from '../records'

const { mariadb, mysql, read } = useShops()

const SWAPPED = /acentos trocados/

type Stored = {
  /** Character set of the tables. */
  tables: 'utf8mb4' | 'latin1'
  /** The charset that the application declared for its bytes; they are UTF-8 always. */
  said: 'utf8mb4' | 'latin1'
}

/**
 * The shop of the test kit as another installation would have stored it: `facts.warnings` as they were before anything
 * was read.
 */
async function stored({ tables, said }: Stored) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-charset-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const sql = (await promisify(gunzip)(await readFile(shopFile('hpos')))).toString('latin1')
  const asStored = sql
    .replace(/SET NAMES utf8mb4/g, `SET NAMES ${said}`)
    .replace(/CHARSET=utf8mb4( COLLATE=\w+)?/g, `CHARSET=${tables}`)
    .replace(/( CHARACTER SET utf8mb4)?( COLLATE utf8mb4_\w+)/g, '')
  const file = path.join(folder, 'loja.sql.gz')
  await writeFile(file, await promisify(gzip)(Buffer.from(asStored, 'latin1')))
  const database = `t_${randomBytes(5).toString('hex')}`
  await mariadb().load(database, file)
  const config: ShopConfig = { kind: 'mysql', prefix: 'wp_', mysql: { ...mysql('hpos'), database } }
  const shop = await openShop(config)
  onTestFinished(() => shop.close())
  const warnings = [...shop.facts.warnings]
  return { config, shop: await readAll(shop), warnings }
}

const KINDS = ['orders', 'carts', 'leads', 'customers', 'refused'] as const

test('a live shop of UTF-8 bytes in latin1 tables is read right, with a warning from the start', async () => {
  const [true_, swapped] = [await read('hpos'), await stored({ tables: 'latin1', said: 'latin1' })]
  for (const kind of KINDS) expect(swapped.shop[kind], kind).toEqual(true_[kind])
  expect(swapped.warnings).toContainEqual(expect.stringMatching(SWAPPED))
  // The test of the connection shows it there already.
  const { ok, steps } = await testShop(swapped.config)
  expect(ok).toBe(true)
  expect(steps.find(({ step }) => step === 'database')?.message).toMatch(SWAPPED)
  expect(true_.facts.warnings).not.toContainEqual(expect.stringMatching(SWAPPED))
})

test('a live shop whose text was encoded twice is read right, with a warning from the start', async () => {
  const [true_, twice] = [await read('hpos'), await stored({ tables: 'utf8mb4', said: 'latin1' })]
  for (const kind of KINDS) expect(twice.shop[kind], kind).toEqual(true_[kind])
  expect(twice.warnings).toContainEqual(expect.stringMatching(SWAPPED))
})

test('a live shop of true latin1 stays as it is, without a warning', async () => {
  const [true_, latin] = [await read('hpos'), await stored({ tables: 'latin1', said: 'utf8mb4' })]
  expect(latin.warnings).not.toContainEqual(expect.stringMatching(SWAPPED))
  expect(latin.shop.facts.warnings).toEqual(latin.warnings)
  for (const kind of KINDS) {
    expect(latin.shop[kind]).toHaveLength(true_[kind].length)
    // Characters outside latin1 (🌸) were lost when the shop stored them; everything else is compared.
    const places = true_[kind].flatMap((record, at) =>
      /[\u0100-\uffff]/.test(JSON.stringify(record)) ? [] : [at],
    )
    expect(places.length, kind).toBeGreaterThan(true_[kind].length / 2)
    expect(
      places.map((at) => latin.shop[kind][at]),
      kind,
    ).toEqual(places.map((at) => true_[kind][at]))
  }
})
