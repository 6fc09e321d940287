import { describe, expect, it } from 'vitest'
import { useShops } from '../../../test/shops/mariadb'
import { EVERYTHING, MAPPING, readAll, readKind } from '../../../test/shops/read'
import { openShop } from './open'
import type { RefusedRecord } from './records'

const { mariadb, mysql, open, read, changed } = useShops()

describe('carts', () => {
  it('t-4 keeps the plugin’s own state: a shopper who is still buying stays normal', async () => {
    for (const database of ['legacy', 'hpos'] as const) {
      const prefix = database === 'legacy' ? 'cli_' : 'wp_'
      const counts = await mariadb().sql(
        database,
        `SELECT order_status, COUNT(*) FROM ${prefix}cartflows_ca_cart_abandonment GROUP BY 1 ORDER BY 1`,
      )
      const expected = Object.fromEntries(
        counts
          .trim()
          .split('\n')
          .map((line) => line.split('\t')),
      )
      const { carts } = await read(database)
      if (database === 'hpos') expect(expected.normal).toBe('4')
      for (const [state, count] of Object.entries(expected))
        expect([state, carts.filter((cart) => cart.pluginStatus === state).length]).toEqual([
          state,
          Number(count),
        ])
    }
  })

  it('finds the table by its columns, whatever its name, but never one of another installation', async () => {
    const before = await read('legacy')
    const renamed = await changed(
      'legacy',
      'RENAME TABLE cli_cartflows_ca_cart_abandonment TO cli_woo_cart_abandonment',
      'RENAME TABLE cli_woo_cart_abandonment TO cli_cartflows_ca_cart_abandonment',
    )
    expect(renamed.carts).toEqual(before.carts)
    const foreign = await changed(
      'legacy',
      'CREATE TABLE outra_options AS SELECT * FROM cli_options LIMIT 0; RENAME TABLE cli_cartflows_ca_cart_abandonment TO outra_cartflows_ca_cart_abandonment',
      'RENAME TABLE outra_cartflows_ca_cart_abandonment TO cli_cartflows_ca_cart_abandonment; DROP TABLE outra_options',
    )
    expect(foreign.facts.cartSource).toBe('abandoned_cart_lite')
  })

  it('gives each cart its recovery link', async () => {
    const { carts } = await read('hpos')
    expect(carts.length).toBeGreaterThan(200)
    for (const { recoveryUrl } of carts)
      expect(recoveryUrl).toMatch(/^http:\/\/127\.0\.0\.1:8092\/\?page_id=\d+&wcf_ac_token=[\w%]+$/)
  })

  it('reads a cart whose serialised lengths are wrong all the same, and says so', async () => {
    const before = await read('hpos')
    const id = before.carts[5]?.externalId ?? 0
    const after = await changed(
      'hpos',
      `CREATE TABLE keep_cart AS SELECT id, cart_contents FROM wp_cartflows_ca_cart_abandonment WHERE id = ${String(id)}; UPDATE wp_cartflows_ca_cart_abandonment SET cart_contents = REPLACE(cart_contents, 's:3:"key"', 's:300:"key"') WHERE id = ${String(id)}`,
      'UPDATE wp_cartflows_ca_cart_abandonment c JOIN keep_cart k ON k.id = c.id SET c.cart_contents = k.cart_contents; DROP TABLE keep_cart',
    )
    const problem = expect.stringMatching(
      /cart_contents está corrompido: o tamanho de um texto não confere/,
    ) as string
    expect(after.carts).toEqual(
      before.carts.map((cart) => (cart.externalId === id ? { ...cart, problems: [problem] } : cart)),
    )
    expect(after.refused).toEqual(before.refused)
  })

  it('never reads the carts of a multisite neighbour, whose prefix begins like ours', async () => {
    const before = await read('hpos')
    const after = await changed(
      'hpos',
      'CREATE TABLE wp_2_options LIKE wp_options; RENAME TABLE wp_cartflows_ca_cart_abandonment TO wp_2_cartflows_ca_cart_abandonment',
      'DROP TABLE wp_2_options; RENAME TABLE wp_2_cartflows_ca_cart_abandonment TO wp_cartflows_ca_cart_abandonment',
    )
    expect(before.carts.length).toBeGreaterThan(200)
    expect(after.carts).toEqual([])
  })

  it('reads Abandoned Cart Lite as the second shape: guests, users, and its local unix time', async () => {
    const shape = `'{"cart":{"k":{"product_id":89,"variation_id":91,"quantity":2,"line_total":479.8,"line_tax":0}}}', 1763328630`
    const {
      facts,
      carts,
      refused: rejected,
    } = await changed(
      'hpos',
      `RENAME TABLE wp_cartflows_ca_cart_abandonment TO elsewhere; ALTER TABLE elsewhere CHANGE cart_contents contents_x longtext;
       INSERT INTO wp_ac_guest_abandoned_cart_history_lite (id, billing_first_name, billing_last_name, email_id, phone) VALUES (63000007, 'Bia', 'Reis', 'Bia@Exemplo.test', '(51) 99123-4567');
       INSERT INTO wp_ac_abandoned_cart_history_lite (id, user_id, abandoned_cart_info, abandoned_cart_time, cart_ignored, recovered_cart, user_type, unsubscribe_link, session_id, email_reminder_status, checkout_link)
       VALUES (9001, 63000007, ${shape}, '0', 0, 'GUEST', '0', '', '', ''), (9002, 6, ${shape}, '0', 605, 'REGISTERED', '1', '', '', ''), (9003, 63000008, ${shape}, '0', 0, 'GUEST', '0', '', '', ''), (9004, 6, '{"cart":{"k"', 1763328630, '0', 0, 'REGISTERED', '0', '', '', '')`,
      `DELETE FROM wp_ac_abandoned_cart_history_lite WHERE id > 9000; DELETE FROM wp_ac_guest_abandoned_cart_history_lite WHERE id = 63000007;
       ALTER TABLE elsewhere CHANGE contents_x cart_contents longtext; RENAME TABLE elsewhere TO wp_cartflows_ca_cart_abandonment`,
    )
    expect(facts.cartSource).toBe('abandoned_cart_lite')
    expect(carts).toMatchObject([
      {
        source: 'abandoned_cart_lite',
        externalId: 9001,
        name: 'Bia Reis',
        emailKey: 'bia@exemplo.test',
        phone: { key: '5191234567', uf: 'RS' },
        totalCentavos: 47980,
        items: [{ productId: 89, variationId: 91, quantity: 2, name: "Mule D'Orsay - 34, Nude" }],
        pluginStatus: 'abandoned',
        unsubscribed: false,
        // 1763328630 is 21:30:30 local time in São Paulo.
        lastActivityAt: new Date('2025-11-17T00:30:30Z'),
      },
      { externalId: 9002, emailKey: 'cliente4@exemplo.test', pluginStatus: 'completed', unsubscribed: true },
      {
        externalId: 9004,
        items: [],
        problems: ['O conteúdo de abandoned_cart_info está cortado ou corrompido.'],
      },
    ])
    expect(rejected.filter((row) => row.sourceTable.includes('_ac_')).map((row) => row.sourceKey)).toEqual([
      '9003',
    ])
  })
})

describe('leads', () => {
  it('t-17 finds a field without its accents and in any case, under each of its names', async () => {
    const shop = await open('hpos')
    const expected = await readKind(shop, 'leads')
    const sized = expected.filter((lead) => lead.formId === '127' && lead.size !== null)
    expect(sized.length).toBeGreaterThan(100)
    for (const size of ['numero_do_sapato_9', 'NÚMERO_DO_SAPATO_9', 'Nu\u0301mero_do_sapato_9']) {
      const leads = await readKind(shop, 'leads', [], EVERYTHING, {
        ...MAPPING,
        size: ['Tamanho_antigo_2', size, 'Numero_do_sapato_5'],
      })
      expect(leads).toEqual(expected)
    }
    await shop.close()
    const relabelled = await changed(
      'hpos',
      "UPDATE wp_fv_entry_meta SET meta_key = 'Apelido_3' WHERE meta_key = 'Nome_3' AND id % 2 = 0",
      "UPDATE wp_fv_entry_meta SET meta_key = 'Nome_3' WHERE meta_key = 'Apelido_3'",
    )
    expect(relabelled.leads.filter((lead) => 'Apelido_3' in lead.extra).length).toBeGreaterThan(20)
    await mariadb().sql(
      'hpos',
      "UPDATE wp_fv_entry_meta SET meta_key = 'Apelido_3' WHERE meta_key = 'Nome_3' AND id % 2 = 0",
    )
    const again = await open('hpos')
    expect(
      await readKind(again, 'leads', [], EVERYTHING, { ...MAPPING, name: [...MAPPING.name, 'APELIDO_3'] }),
    ).toEqual(expected)
    await again.close()
    await mariadb().sql(
      'hpos',
      "UPDATE wp_fv_entry_meta SET meta_key = 'Nome_3' WHERE meta_key = 'Apelido_3'",
    )
  })

  it('an unmapped field is guessed by its name, unless it is ignored', async () => {
    const shop = await open('hpos')
    const expected = await readKind(shop, 'leads')
    const nothing = { name: [], whatsapp: [], size: [], email: [], ignored: [] }
    const guessed = await readKind(shop, 'leads', [], EVERYTHING, nothing)
    expect(guessed.filter((lead) => lead.name !== null).length).toBeGreaterThan(300)
    const named = expected.filter((lead) => lead.formId === '127')
    const again = new Map(guessed.map((lead) => [lead.externalId, lead]))
    for (const lead of named)
      expect(again.get(lead.externalId)).toMatchObject({ name: lead.name, size: lead.size })
    const ignored = { ...nothing, ignored: ['numero_do_sapato_9'] }
    const unsized = await readKind(shop, 'leads', [], EVERYTHING, ignored)
    expect(unsized.filter((lead) => lead.formId === '127' && lead.size !== null)).toEqual([])
    await shop.close()
  })

  it('t-11 never puts the names of fields into a query, and reads and sets only', async () => {
    const evil = "x' OR 1=1; DROP TABLE wp_users; -- retoma-injection"
    await mariadb().sql('', "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1")
    const shop = await open('hpos')
    const leads = await readKind(shop, 'leads', [], EVERYTHING, {
      name: [evil, 'Nome_3'],
      whatsapp: [`\`${evil}`],
      size: [evil],
      email: ['email'],
      ignored: [evil],
    })
    await readAll(shop)
    await shop.close()
    await mariadb().sql('', 'SET GLOBAL general_log = 0')
    const log = await mariadb().sql(
      '',
      "SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type = 'Query' AND user_host LIKE 'loja%'",
    )
    const statements = log.trim().split('\n')
    expect(leads.length).toBeGreaterThan(300)
    expect(statements.length).toBeGreaterThan(20)
    expect(log).not.toContain('retoma-injection')
    for (const statement of statements)
      expect(statement).toMatch(/^(SELECT|SET SESSION) (?!.*\b(FOR UPDATE|LOCK|INTO)\b)/)
    expect(statements.filter((statement) => statement.startsWith('SET'))).toEqual([
      "SET SESSION sql_mode = '', time_zone = '+00:00'",
      'SET SESSION TRANSACTION READ ONLY',
      // In seconds for MariaDB, in milliseconds for MySQL.
      expect.stringMatching(/^SET SESSION max_(statement_time = 5|execution_time = 5000)$/),
    ])
    await expect(
      openShop({
        kind: 'mysql',
        prefix: 'wp_`; DROP TABLE x; -- ',
        mysql: mysql('hpos'),
      }),
    ).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })

  it('finds the fields of an entry also when their rows lie far apart and out of order', async () => {
    const before = await read('hpos')
    const after = await changed(
      'hpos',
      'UPDATE wp_fv_entry_meta SET id = id + 5000000 WHERE id % 3 = 0; UPDATE wp_fv_entry_meta SET id = 9000000 - id WHERE id % 3 = 1 AND id < 5000000',
      'UPDATE wp_fv_entry_meta SET id = 9000000 - id WHERE id BETWEEN 6000000 AND 9000000; UPDATE wp_fv_entry_meta SET id = id - 5000000 WHERE id > 5000000',
    )
    expect(after.leads).toEqual(before.leads)
  })

  it('reports a missing table or a renamed column, and imports the rest', async () => {
    const before = await read('hpos')
    const missing = await changed(
      'hpos',
      'RENAME TABLE wp_fv_entry_meta TO gone',
      'RENAME TABLE gone TO wp_fv_entry_meta',
    )
    expect(missing.facts).toMatchObject({
      hasLeads: false,
      warnings: ['Leads: a tabela wp_fv_entry_meta não existe. Nada disso será importado.'],
    })
    expect(missing).toMatchObject({ leads: [], forms: [] })
    expect(missing.orders).toEqual(before.orders)
    const renamed = await changed(
      'hpos',
      'ALTER TABLE wp_fv_enteries CHANGE captured captured_at datetime',
      'ALTER TABLE wp_fv_enteries CHANGE captured_at captured datetime',
    )
    expect(renamed.facts.warnings).toEqual([
      'Leads: a tabela wp_fv_enteries não tem a coluna captured. Nada disso será importado.',
    ])
    const old = await changed(
      'hpos',
      'ALTER TABLE wp_fv_enteries CHANGE captured_gmt c_gmt datetime',
      'ALTER TABLE wp_fv_enteries CHANGE c_gmt captured_gmt datetime',
    )
    expect(old.leads).toEqual(before.leads)
  })

  it('rejects entries with neither name, phone nor e-mail', async () => {
    const rejected: RefusedRecord[] = []
    const shop = await open('legacy')
    await readKind(shop, 'leads', rejected)
    await shop.close()
    expect(rejected).toMatchObject([{ sourceTable: 'cli_fv_enteries', reasonCode: 'sem_contato' }])
  })
})
