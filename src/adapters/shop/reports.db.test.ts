import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { provideEnv } from '~/env'
import { useDatabase } from '../../../test/postgres/clone'
import { readAll, type ReadShop } from '../../../test/shops/read'
import { openShop } from './open'

useDatabase()

const REPORTS = path.resolve(import.meta.dirname, '../../../test/fixtures/reports')
const report = (name: string) => readFile(path.join(REPORTS, `${name}.sql`), 'utf8')

async function read(sql: string, prefix = 'wp_'): Promise<ReadShop> {
  provideEnv({})
  async function* open(): AsyncGenerator<Buffer> {
    yield Buffer.from(sql)
    await Promise.resolve()
  }
  const shop = await openShop({ kind: 'dump', prefix, fileName: 'loja.sql', open })
  try {
    return await readAll(shop)
  } finally {
    await shop.close()
  }
}

describe('B24 carts of CartFlows', () => {
  it('keeps the contact of every cart with a date, and notes what could not be read', async () => {
    const { carts, refused } = await read(await report('b24-carts'))
    expect(refused.map((row) => [row.sourceKey, row.reason])).toEqual([
      ['26', 'O carrinho não tem data que se leia.'],
    ])
    const byId = new Map(carts.map((cart) => [cart.externalId, cart]))
    expect(carts).toHaveLength(32)
    for (const id of [2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15, 27, 28])
      expect(byId.get(id)).toMatchObject({
        name: 'Érica Gonçalves',
        email: `carrinho${String(id)}@exemplo.test`,
        phone: { e164: '+5511970161016' },
        totalCentavos: 17990,
      })
    const [plainCart, twice, gift, comma, notANumber, cut] = [1, 2, 11, 12, 14, 27].map((id) => byId.get(id))
    expect(twice?.items).toEqual(plainCart?.items)
    expect(plainCart).toMatchObject({ problems: [], items: [{ name: 'Sandália Lua - Ébano' }] })
    expect(gift).toMatchObject({
      items: [{ productId: 0, name: 'Vale-presente', totalCentavos: 5000 }],
      problems: ['O item 1 do carrinho não diz qual é o produto.'],
    })
    expect(comma).toMatchObject({ items: [{ totalCentavos: 17990 }], problems: [] })
    expect(notANumber?.problems).toEqual(['O item 1 do carrinho não tem valor que se leia.'])
    expect(cut?.items).toEqual([])
    expect(cut?.problems[0]).toMatch(/^O conteúdo de cart_contents está corrompido/)
    // JSON in the place of PHP, in either column.
    expect(byId.get(8)?.items).toMatchObject([{ productId: 45, totalCentavos: 1000, name: 'Sandália Lua' }])
    expect(byId.get(31)).toMatchObject({ name: 'Érica Gonçalves', phone: { e164: '+5511970161016' } })
    expect(byId.get(32)?.phone.e164).toBe('+5511987654321')
    // A negative total is ignored: the sum of the items counts.
    expect(byId.get(23)).toMatchObject({ totalCentavos: 17990, problems: [expect.stringMatching('-20.00')] })
    expect(byId.get(25)?.pluginStatus).toBe('completed')
    expect(byId.get(33)).toMatchObject({ name: "Ana's x", emailKey: 'ana@exemplo.test' })
  })

  it.each(['wp_woo_cart_abandonment', 'woo_cart_abandonment', 'wp_woo_cart_abandonment_x_cart_abandonment'])(
    'reads %s with a column phone and without other_fields',
    async (table) => {
      const sql = (await report('b24-carts'))
        .replaceAll('wp_cartflows_ca_cart_abandonment', table)
        .replace('`other_fields` longtext', '`phone` longtext')
        .replace(/a:5:\{s:17:\\"wcf_billing_state[^']*'/g, "(11) 97016-1016'")
      const { carts, facts } = await read(sql)
      expect(facts.cartSource).toBe('cartflows')
      expect(carts).toHaveLength(32)
      expect(carts[0]).toMatchObject({
        email: 'carrinho1@exemplo.test',
        phone: { e164: '+5511970161016' },
        items: [{ productId: 45 }],
        problems: [],
      })
    },
  )

  it('reads a table of the shape with neither other_fields nor phone: the e-mail identifies the contact', async () => {
    const sql = (await report('b24-carts'))
      .replaceAll('wp_', 'cli_')
      .replaceAll('cli_cartflows_ca_cart_abandonment', 'cli_woo_cart_abandonment')
      .replace('`other_fields` longtext', '`unused` longtext')
    const { carts } = await read(sql, 'cli_')
    expect(carts).toHaveLength(32)
    expect(carts[0]).toMatchObject({ email: 'carrinho1@exemplo.test', phone: { status: 'none' } })
  })
})

it('B29 keeps the contact of every cart of Abandoned Cart Lite', async () => {
  const { carts, refused } = await read(await report('b29-cart-lite'))
  expect(refused).toEqual([])
  expect(carts).toHaveLength(15)
  for (const cart of carts) expect(cart).toMatchObject({ name: 'Ana Sá', phone: { e164: '+5511987654321' } })
  const totals = carts.map((cart) => cart.totalCentavos)
  expect(totals).toEqual([17990, 17990, 17990, 0, 0, 0, 0, 0, 0, 17990, 17990, 0, 17990, 17990, 17990])
  const noted = carts.filter((cart) => cart.problems.length > 0).map((cart) => cart.externalId)
  expect(noted).toEqual([4, 5, 14])
})

it('B80 decodes HTML once, in names of contacts and of products', async () => {
  const { carts, orders, leads } = await read(await report('b80-entities'))
  expect(carts[0]).toMatchObject({ name: "D'Ávila Gonçalves", items: [{ name: 'Sandália & Cia – 37' }] })
  expect(leads[0]?.name).toBe("Joana D'Arc")
  expect(orders.flatMap((order) => order.items.map((item) => item.name))).toEqual([
    'Plano Individual - Trimestral',
    'Kit Shampoo & Condicionador',
    'Camisa – P',
  ])
  expect(orders[1]?.name).toBe("D'Ávila Sant’Ana")
})

const PHONE = 's:16:"wcf_phone_number";s:11:"11987654321";'
const cartsWith = async (fields: string, contents = 'a:0:{}') => {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const head = (await report('b24-carts')).replace(/INSERT INTO `wp_cartflows[\s\S]*?;\n/g, '')
  const row = `(1,7,'a@exemplo.test',${quoted(contents)},'10.00','s',${quoted(fields)},'abandoned',0,'','2026-10-10 10:00:00')`
  return read(`${head}\nINSERT INTO \`wp_cartflows_ca_cart_abandonment\` VALUES ${row};\n`)
}
it.each([
  ['lengths that do not hold', `a:2:{s:14:"wcf_first_name";s:9:"João";${PHONE}}`, 'João'],
  ['a cut', `a:3:{s:14:"wcf_first_name";s:3:"Ana";${PHONE}s:9:"wcf_lo`, 'Ana'],
  ['masked quotes', `a:2:{s:14:"wcf_first_name";s:3:"Ana";${PHONE}}`.replaceAll('"', '\\"'), 'Ana'],
  ['quotes as entities', `a:2:{s:14:"wcf_first_name";s:3:"Ana";${PHONE}}`.replaceAll('"', '&quot;'), 'Ana'],
])('B24 a cart whose other_fields have %s keeps its contact, and says so', async (_what, fields, name) => {
  const { carts } = await cartsWith(fields)
  expect(carts).toMatchObject([{ name, phone: { e164: '+5511987654321' } }])
  expect(carts[0]?.problems).toEqual([expect.stringMatching(/^O conteúdo de other_fields está corrompido/)])
})

it('B24 reads a clone that names the product itself, and no item of a truncated cart', async () => {
  const line =
    's:13:"product_title";s:6:"Camisa";s:10:"product_id";i:999;s:8:"quantity";i:2;s:10:"line_total";d:50;'
  const whole = await cartsWith('', `a:1:{i:0;a:4:{${line}}}`)
  expect(whole.carts[0]?.items).toMatchObject([{ name: 'Camisa', quantity: 2, totalCentavos: 5000 }])
  const cut = await cartsWith('', `a:1:{i:0;a:4:{${line}`)
  expect(cut.carts[0]).toMatchObject({ items: [], totalCentavos: 1000 })
})
