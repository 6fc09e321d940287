import { gunzipSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../../test/postgres/clone'
import { readAll, shopFile, type ReadShop } from '../../../../test/shops/read'
import { openShop } from '../open'

useDatabase()

let sql: string
let whole: ReadShop

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
  await Promise.resolve()
}

async function read(text: string, prefix = 'wp_'): Promise<ReadShop> {
  const shop = await openShop({
    kind: 'dump',
    prefix,
    fileName: 'loja.sql',
    open: () => once(Buffer.from(text, 'latin1')),
  })
  try {
    return await readAll(shop)
  } finally {
    await shop.close()
  }
}

beforeAll(async () => {
  sql = gunzipSync(await readFile(shopFile('hpos'))).toString('latin1')
  whole = await read(sql)
})

describe('export files of other kinds', () => {
  it('reads the customers of a network for one of its sites (B81)', async () => {
    const site = sql.replaceAll('`wp_', '`wp_2_').replaceAll('`wp_2_user', '`wp_user')
    const { customers, facts } = await read(site, 'wp_2_')
    expect(customers.length).toBe(whole.customers.length)
    expect(facts.warnings).toEqual(whole.facts.warnings)
  })

  it('keeps one of several rows with the same key, as the server would, and says so', async () => {
    const rows = (
      sql.match(/INSERT INTO `wp_(?:wc_order|woocommerce_order|fv_|cartflows)[\s\S]*?;\n/g) ?? []
    ).join('')
    const again = await read(`${sql}\n${rows.replaceAll('INSERT INTO', 'REPLACE INTO')}`)
    expect(again.orders).toEqual(whole.orders)
    expect(again.carts).toEqual(whole.carts)
    expect(again.facts.warnings.join(' ')).toMatch(/A tabela wp_wc_orders repete \d+ linhas de mesmo número/)
    const changed = rows.replaceAll('wc-completed', 'wc-cancelled')
    expect((await read(`${sql}\n${changed.replaceAll('INSERT INTO', 'INSERT IGNORE INTO')}`)).orders).toEqual(
      whole.orders,
    )
    const cancelled = await read(`${sql}\n${changed.replaceAll('INSERT INTO', 'REPLACE INTO')}`)
    expect(cancelled.orders.length).toBe(whole.orders.length)
    expect(cancelled.orders.filter(({ status }) => status === 'completed')).toEqual([])
  })

  it('reads rows that come before their table, and reports rows without a table definition as left out', async () => {
    const creates: string[] = []
    const rows = sql.replace(/CREATE TABLE `wp_[\s\S]*?;\n/g, (create) => {
      creates.push(create)
      return ''
    })
    const late = await read(`${rows}\n${creates.join('')}`)
    expect(late.orders).toEqual(whole.orders)
    expect(late.carts).toEqual(whole.carts)
    const some = creates.filter((create) => !create.includes('`wp_wc_orders`'))
    const { orders, facts } = await read(`${rows}\n${some.join('')}`)
    expect(orders).toEqual([])
    expect(facts.warnings.join(' ')).toMatch(/wp_wc_orders \(o arquivo não diz quais são as colunas/)
    expect(facts.warnings.join(' ')).toMatch(/Pedidos: a tabela wp_wc_orders não está inteira no arquivo/)
  })
})
