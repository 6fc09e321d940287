import { readFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { provideEnv } from '~/env'
import { database } from '~/kernel/db'
import { useDatabase } from '../../../../test/postgres/clone'
import { readAll, shopFile, type ReadShop } from '../../../../test/shops/read'
import { openShop, testShop } from '../open'
import type { ShopConfig } from '../records'

useDatabase()

let packed: Buffer
let sql: string
let whole: ReadShop

beforeAll(async () => {
  packed = await readFile(shopFile('hpos'))
  sql = gunzipSync(packed).toString('latin1')
  whole = await read(packed)
})

async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000)
  await Promise.resolve()
}

const file = (bytes: Buffer, prefix = 'wp_'): ShopConfig => ({
  kind: 'dump',
  prefix,
  fileName: 'loja.sql',
  open: () => inChunks(bytes),
})
const latin = (text: string) => Buffer.from(text, 'latin1')

async function read(bytes: Buffer): Promise<ReadShop> {
  const shop = await openShop(file(bytes))
  try {
    return await readAll(shop)
  } finally {
    await shop.close()
  }
}

describe('export files', () => {
  it('imports the complete tables of a truncated file, and says where it is cut', async () => {
    const inOrders = sql.indexOf('INSERT INTO `wp_wc_orders` VALUES') + 5000
    const plain = latin(sql.slice(0, inOrders))
    for (const cut of [plain, gzipSync(plain).subarray(0, -2000)]) {
      const { facts, orders, carts, leads, customers } = await read(cut)
      expect(facts.warnings[0]).toMatch(
        /O arquivo loja.sql está cortado na tabela wp_\w+; exporte de novo.*Tabelas inteiras: .*wp_cartflows_ca_cart_abandonment \(298\)/,
      )
      expect(facts).toMatchObject({ storage: null, hasLeads: true, cartSource: 'cartflows' })
      const { ok, steps } = await testShop(file(cut))
      expect(ok).toBe(true)
      expect(steps[0]).toMatchObject({ step: 'file', ok: false, message: facts.warnings[0] })
      expect(steps.find((step) => step.subject === 'wp_options')).toMatchObject({ ok: true })
      // The compressed file is cut before this table begins.
      const orderTable = steps.find((step) => step.subject === 'wp_wc_orders')
      expect(orderTable?.message).toEqual(cut === plain ? expect.stringContaining('está cortada') : undefined)
      expect(facts.warnings.some((text) => text.startsWith('Pedidos:'))).toBe(true)
      expect(orders).toEqual([])
      expect({ carts, leads }).toEqual({ carts: whole.carts, leads: whole.leads })
      expect(customers).toEqual(whole.customers.filter((account) => account.shopUserId > 0))
      expect(customers.length).toBe(67)
    }
  })

  it('rejects a file that is cut before the shop can be known', async () => {
    const cut = latin(sql.slice(0, sql.indexOf('CREATE TABLE `wp_options`')))
    await expect(openShop(file(cut))).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: expect.stringMatching(
        /^A tabela wp_options, .* não está inteira no arquivo: .* O arquivo loja.sql está cortado/,
      ) as string,
    })
    const inOptions = sql.indexOf('INSERT INTO `wp_options` VALUES') + 500
    const opening = openShop(file(latin(sql.slice(0, inOptions))))
    await expect(opening).rejects.toThrow(/está cortado na tabela wp_options; .* \(298\)[^.]*\.$/)
  })

  it('rejects a file that is no export, another prefix, and two databases in one file', async () => {
    const outcome = await testShop(file(Buffer.from('<html>404</html>')))
    expect(outcome).toMatchObject({
      ok: false,
      steps: [
        { step: 'file', ok: false, message: expect.stringContaining('não é uma exportação SQL') as string },
      ],
    })
    await expect(openShop(file(packed, 'loja_'))).rejects.toMatchObject({
      message: expect.stringMatching(/neste banco há: wp_/) as string,
    })
    await expect(openShop(file(latin(sql + sql)))).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: expect.stringMatching(/duas vezes/) as string,
    })
  })

  it('leaves out a table with a damaged part, and imports the rest', async () => {
    const damaged = sql.replace(/INSERT INTO `wp_fv_entry_meta` VALUES\s*\(/, (start) => `${start}1,2),(`)
    const { facts, leads, orders } = await read(latin(damaged))
    expect(facts.warnings[0]).toMatch(/trechos ilegíveis.*wp_fv_entry_meta/)
    expect(leads).toEqual([])
    expect(orders).toEqual(whole.orders)
  })

  it('names a renamed column', async () => {
    const { facts } = await read(latin(sql.replaceAll('`cart_contents`', '`contents`')))
    expect(facts.cartSource).toBe('abandoned_cart_lite')
    expect(facts.warnings).toEqual([
      'Carrinhos: a tabela wp_cartflows_ca_cart_abandonment não tem a coluna cart_contents. Os carrinhos dela não serão importados.',
    ])
    const { facts: orders } = await read(latin(sql.replace('`total_amount`', '`amount_total`')))
    expect(orders.warnings).toEqual([
      'Pedidos: a tabela wp_wc_orders não tem a coluna total_amount. Nada disso será importado.',
    ])
  })

  it('reads accents of a file that was saved in another encoding than it declares, with a warning', async () => {
    const text = Buffer.from(sql, 'latin1')
      .toString('utf8')
      .replace(/[^\0-\xff]/g, '?')
    const { facts, leads } = await read(latin(text))
    expect(facts.warnings[0]).toMatch(/não estão na codificação/)
    expect(leads.filter((lead) => lead.name?.includes('ç')).length).toBe(
      whole.leads.filter((lead) => lead.name?.includes('ç')).length,
    )
  })

  it('rejects a file beyond the limit before it fills the disk', async () => {
    provideEnv({ RETOMA_MAX_DUMP_MB: '2' })
    await expect(openShop(file(packed))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })

  it('leaves no connection and no temporary table behind', async () => {
    const { pool } = database()
    // The server drops them as it notices that the connection is gone.
    await vi.waitFor(async () => {
      const { rows } = await pool.query("SELECT relname FROM pg_class WHERE relpersistence = 't'")
      expect(rows).toEqual([])
      expect(pool.totalCount - pool.idleCount).toBe(0)
    })
  })
})
