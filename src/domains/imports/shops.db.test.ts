import { createReadStream } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShop, testShop } from '~/adapters/shop/open'
import { makeEmpresa } from '~/domains/access/factory'
import { provideEnv } from '~/env'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useWorkers } from '../../../test/imports/start-worker'
import { READER, startMariaDb, stopped, type MariaDb } from '../../../test/mariadb/server'
import { useDatabase } from '../../../test/postgres/clone'
import { multiplyShop } from '../../../test/shops/multiply'
import { MAPPING, oracle, shopFile } from '../../../test/shops/read'
import { startSshd, type Sshd } from '../../../test/sshd/server'
import { resume } from './factory'
import type { ConnectionKind, RunView } from './schema'
import { approveHostKey, saveConnection } from './service/connections'
import { getRun } from './service/runs'
import { shopConfigOf } from './service/shop-config'
import { startImport } from './service/start-import'
import { testConnection } from './service/test-connection'
import { uploadFile } from './service/upload-file'

useDatabase()
let mariadb: MariaDb
let sshd: Sshd

const SHOPS = [
  { name: 'legacy', prefix: 'cli_', storage: 'posts' },
  { name: 'hpos', prefix: 'wp_', storage: 'hpos' },
] as const

beforeAll(async () => {
  provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  ;[mariadb, sshd] = await Promise.all([startMariaDb(), startSshd()])
  for (const { name } of SHOPS) await mariadb.load(name, shopFile(name))
})
afterAll(async () => {
  await mariadb.stop()
  await sshd.stop()
})

async function connect(kind: ConnectionKind, database: string, prefix: string): Promise<EmpresaScope> {
  const scope = systemScope((await makeEmpresa()).id, 'test')
  const mysql = {
    prefix,
    mapping: MAPPING,
    host: '127.0.0.1',
    port: mariadb.port,
    database,
    ...READER,
    tls: false,
  }
  const tunnel = {
    sshHost: '127.0.0.1',
    sshPort: sshd.port,
    sshUsername: sshd.username,
    sshKey: sshd.privateKey.trim(),
  }
  await withEmpresa(scope, (ctx) => {
    if (kind === 'dump') return saveConnection(ctx, { kind, prefix, mapping: MAPPING })
    return saveConnection(ctx, kind === 'ssh' ? { kind, ...mysql, ...tunnel } : { kind, ...mysql })
  })
  if (kind === 'dump') await uploadFile(scope, `${database}.sql.gz`, createReadStream(shopFile(database)))
  if (kind === 'ssh') {
    expect(await testConnection(scope, kind, testShop)).toMatchObject({ ok: true })
    await withEmpresa(scope, approveHostKey)
  }
  return scope
}

async function importThrough(scope: EmpresaScope, kind: ConnectionKind): Promise<RunView> {
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { connection: kind }))
  const shop = await openShop(await shopConfigOf(scope, kind))
  try {
    await resume(scope, shop, id)
  } finally {
    await shop.close()
  }
  return withEmpresa(scope, (ctx) => getRun(ctx, id))
}

/** Fingerprint of every imported row by table, without the ids and the times that we give. */
async function stateOf(scope: EmpresaScope): Promise<Record<string, string>> {
  return withEmpresaSql(scope, async ({ sql }) => {
    const state: Record<string, string> = {}
    for (const table of ['leads', 'carts', 'orders', 'order_items', 'refunds', 'shop_accounts']) {
      const child = table === 'order_items' || table === 'refunds'
      const parent = child ? '(SELECT external_id FROM orders WHERE id = t.order_id)' : 'NULL'
      const { rows } = await sql.query<{ count: number; digest: string }>(
        `SELECT count(*) AS count, md5(string_agg(row, ';' ORDER BY row)) AS digest FROM (
           SELECT concat(${parent}, to_jsonb(t) - 'id' - 'empresa_id' - 'order_id' - 'customer_id' - 'decided_at') AS row FROM ${table} AS t
         ) AS kept`,
      )
      state[table] = `${rows[0]?.count ?? 0} rows ${rows[0]?.digest ?? ''}`
    }
    return state
  })
}

describe.each(SHOPS)('the $name shop', ({ name, prefix }) => {
  test('imp-1 imp-12 imp-8 directly, through sshd and from the export file: the same rows; a second import changes nothing', async () => {
    const states: Record<string, string>[] = []
    for (const kind of ['mysql', 'ssh', 'dump'] as const) {
      const scope = await connect(kind, name, prefix)
      const first = await importThrough(scope, kind)
      expect(first).toMatchObject({ status: 'done', error: null })
      states.push(await stateOf(scope))
      const second = await importThrough(scope, kind)
      expect(second.parts.map(({ read, unchanged, refused }) => [read, unchanged, refused])).toEqual(
        first.parts.map(({ read, created, refused }) => [read, created, refused]),
      )
      expect(await stateOf(scope)).toEqual(states[0])
    }
    expect(states[1]).toEqual(states[0])
    expect(states[2]).toEqual(states[0])
  })

  test('ord-1 orders, refunds and customers are those of WooCommerce', async () => {
    const scope = await connect('mysql', name, prefix)
    await importThrough(scope, 'mysql')
    const [found] = await withEmpresaSql(scope, async ({ sql }) => {
      const { rows } = await sql.query<Record<string, number>>(
        `SELECT (SELECT count(*) FROM orders) AS orders, (SELECT sum(amount_centavos)::bigint FROM refunds) AS refunded,
           (SELECT sum(refunded_centavos)::bigint FROM orders) AS summed, (SELECT count(*) FROM shop_accounts) AS customers,
           (SELECT count(*) FROM shop_accounts WHERE NOT derived) AS registered`,
      )
      return rows
    })
    const listed = [
      ...(await oracle<{ status: string }>(`${name}-orders`)),
      ...(await oracle<{ status: string }>(`${name}-orders-trash`)),
    ]
    const refunds = await oracle<{ amount: string }>(`${name}-refunds`)
    const refunded = refunds.reduce((sum, refund) => sum + Math.round(Number(refund.amount) * 100), 0)
    const analytics = await oracle<{ user_id: number | null; email: string }>(`${name}-analytics-customers`)
    expect(found).toEqual({
      orders: listed.filter((order) => !order.status.includes('draft')).length,
      refunded,
      summed: refunded,
      customers: analytics.length,
      registered: analytics.filter((customer) => customer.user_id).length,
    })
  })
})

describe('kill -9', () => {
  const startWorker = useWorkers()

  test('imp-7 a worker killed at random points ends like an undisturbed one, with the same counts', async () => {
    await mariadb.load('large', shopFile('hpos'))
    await multiplyShop(mariadb, 'large', 'wp_', 'hpos', 12)
    const calm = await connect('mysql', 'large', 'wp_')
    const start = (scope: EmpresaScope) =>
      withEmpresa(scope, (ctx) => startImport(ctx, { connection: 'mysql' }))
    const runOf = (scope: EmpresaScope, id: string) => withEmpresa(scope, (ctx) => getRun(ctx, id))
    const calmId = (await start(calm)).id
    const worker = await startWorker()
    while ((await runOf(calm, calmId)).finishedAt === null) await pause(50)
    await stopped(worker, 'SIGKILL')
    const undisturbed = await runOf(calm, calmId)
    const scope = await connect('mysql', 'large', 'wp_')
    const { id } = await start(scope)
    const look = () => runOf(scope, id)
    const readSoFar = async () => (await look()).parts.reduce((sum, part) => sum + part.read, 0)
    const whole = undisturbed.parts.reduce((sum, part) => sum + part.read, 0)
    const points = Array.from({ length: 5 }, () => Math.floor(Math.random() * whole)).sort((a, b) => a - b)
    const positions: number[] = []
    for (const point of [...points, Infinity]) {
      const worker = await startWorker()
      while ((await readSoFar()) <= point && (await look()).finishedAt === null) await pause(5)
      // Somewhere inside the next page: its rows may be staged, written or committed.
      await pause(Math.random() * 60)
      await stopped(worker, 'SIGKILL')
      positions.push(await readSoFar())
    }
    const counts = (run: RunView) =>
      run.parts.map(({ kind, read, created, changed, unchanged, refused }) => ({
        kind,
        read,
        created,
        changed,
        unchanged,
        refused,
      }))
    const run = await look()
    expect(run).toMatchObject({ status: 'done', error: null })
    expect(counts(run), `killed at rows ${positions.join(', ')}`).toEqual(counts(undisturbed))
    expect(await stateOf(scope)).toEqual(await stateOf(calm))
    console.log(`killed ${positions.length - 1} times, at rows ${positions.join(', ')}`)
  })
})
