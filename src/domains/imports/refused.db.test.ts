import { expect, test } from 'vitest'
import type { RefusedRecord } from '~/adapters/shop/records'
import { makeEmpresa } from '~/domains/access/factory'
import { systemScope, withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { refusedExport } from './exports'
import { fakeAccount, fakeOrder, FakeShop, importAll, makeConnection } from './factory'
import type { RefusedRow } from './schema'
import { listRefused } from './service/runs'

useDatabase()

const NOW = new Date('2026-11-20T12:00:00Z')
async function empresa(): Promise<EmpresaScope> {
  const scope = systemScope((await makeEmpresa()).id, 'test', () => NOW)
  await makeConnection(scope)
  return scope
}
const refused = (sourceKey: string, reason = 'O pedido não tem total.'): RefusedRecord => ({
  sourceTable: 'wp_wc_orders',
  sourceKey,
  reasonCode: 'pedido_ilegivel',
  reason,
  raw: { id: sourceKey, nota: '=1+1' },
})

/** The same rows of the shop rejected as orders and as customers: an unfinished checkout is both. */
async function runWith(scope: EmpresaScope, rows: RefusedRecord[]): Promise<string> {
  const shop = new FakeShop({ orders: [fakeOrder(1)], customers: [fakeAccount(1)] })
  for (const kind of ['orders', 'customers'] as const) shop.refused.set(kind, rows)
  return importAll(scope, shop, { kinds: ['orders', 'customers'] })
}

test('imp-8 pages of rejected rows leave none out, also one that was rejected as two kinds', async () => {
  const scope = await empresa()
  const id = await runWith(scope, [refused('1'), refused('2')])
  const found: RefusedRow[] = []
  let cursor: string | undefined
  do {
    const page = await withEmpresa(scope, (ctx) => listRefused(ctx, { id, size: 1, cursor }))
    found.push(...page.rows)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(found.map(({ kind, sourceKey }) => `${kind} ${sourceKey}`)).toEqual([
    'customers 1',
    'customers 2',
    'orders 1',
    'orders 2',
  ])
})

test('imp-8 t-12 rejected rows leave as a file that no spreadsheet takes for formulas', async () => {
  const scope = await empresa()
  const id = await runWith(scope, [refused('7', '=HYPERLINK("http://mal.test")')])
  const file = await refusedExport.open(scope, { format: 'csv', id })
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="recusadas-2026-11-20.csv"')
  const lines = (await file.text()).replace('\ufeff', '').trim().split('\r\n')
  expect(lines).toEqual([
    'Motivo;Tipo;Tabela na loja;Linha na loja;O que veio',
    `"'=HYPERLINK(""http://mal.test"")";Clientes;wp_wc_orders;7;id: 7 | nota: =1+1`,
    `"'=HYPERLINK(""http://mal.test"")";Pedidos;wp_wc_orders;7;id: 7 | nota: =1+1`,
  ])
})

test('t-62 the file of another empresa’s run is as missing as one that never was, and nothing is logged', async () => {
  const [scope, other] = [await empresa(), await empresa()]
  const id = await runWith(scope, [refused('7')])
  await expect(refusedExport.open(other, { format: 'csv', id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const logged = await withEmpresa(other, ({ db }) =>
    db.auditEntry.count({ where: { action: 'list.exported' } }),
  )
  expect(logged).toBe(0)
})
