// `npm run bench:import [-- <times>]`: a shop of 459 orders multiplied (×101 by default), imported by the real worker from a
// real MariaDB, against the same rows by plain scans and bare SQL; with peak memory, and the list pages beside it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { listCartsInput } from '../src/domains/carts/schema'
import { listCarts } from '../src/domains/carts/service'
import type { RunView } from '../src/domains/imports/schema'
import { saveConnection } from '../src/domains/imports/service/connections'
import { getRun } from '../src/domains/imports/service/runs'
import { startImport } from '../src/domains/imports/service/start-import'
import { listOrdersInput } from '../src/domains/orders/schema'
import { listOrders } from '../src/domains/orders/service'
import { childEnv, provideEnv } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import { insertEmpresa } from '../src/kernel/tenancy/directory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '../src/kernel/tenancy/unit'
import { WORKER_ARGS } from '../src/runtime/portal'
import { applyMigrations } from '../src/runtime/schema-engine'
import { READER, startMariaDb, stopped } from '../test/mariadb/server'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'
import { multiplyShop } from '../test/shops/multiply'
import { MAPPING, shopFile } from '../test/shops/read'
import { limitOf, LIMIT_KINDS } from './import-limit'

const times = Number(process.argv[2] ?? 101)
const PREFIX = 'cli_'
/** Buffer pool of an untuned server. */
const MARIADB_DEFAULT = '128M'
const [MAX_SECONDS, MAX_RATIO, MAX_MB, MAX_SLOWDOWN] = [60, 3, 512, 2]
const print = (label: string, value: string) => console.log(`${label.padEnd(46)} ${value}`)

/** Peak memory and CPU seconds of a process, as Linux counts them. */
async function usageOf(child: ChildProcess): Promise<{ peakMb: number; cpu: number }> {
  const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8')
  const stat = (await readFile(`/proc/${child.pid ?? 0}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return {
    peakMb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
    cpu: (Number(stat[11]) + Number(stat[12])) / 100,
  }
}

const secondsOf = (run: { startedAt: Date | null; finishedAt: Date | null }) =>
  ((run.finishedAt?.getTime() ?? 0) - (run.startedAt?.getTime() ?? 0)) / 1000

async function importOnce(
  scope: EmpresaScope,
  beside: () => Promise<void> = () => pause(100),
): Promise<RunView> {
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, {}))
  for (;;) {
    const run = await withEmpresa(scope, (ctx) => getRun(ctx, id))
    if (run.status === 'failed') throw new Error(run.error?.message)
    if (run.finishedAt) return run
    await beside()
  }
}

/** One page of carts and one of orders, in milliseconds each, as the portal reads them. */
async function readLists(scope: EmpresaScope, taken: number[]): Promise<void> {
  const reads = [
    () => withEmpresa(scope, (ctx) => listCarts(ctx, listCartsInput.parse({}))),
    () => withEmpresa(scope, (ctx) => listOrders(ctx, listOrdersInput.parse({}))),
  ]
  for (const read of reads) {
    const start = performance.now()
    await read()
    taken.push(performance.now() - start)
    await pause(25)
  }
}

const p95 = (taken: number[]) => taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.95)] ?? 0

async function connect(slug: string, port: number): Promise<EmpresaScope> {
  const scope = systemScope(await insertEmpresa({ slug, name: slug, timezone: 'America/Sao_Paulo' }), 'bench')
  const mysql = { host: '127.0.0.1', port, database: 'shop', ...READER, tls: false }
  await withEmpresa(scope, (ctx) =>
    saveConnection(ctx, { kind: 'mysql', prefix: PREFIX, mapping: MAPPING, ...mysql }),
  )
  return scope
}

const [postgres, mariadb] = await Promise.all([startPostgres(), startMariaDb(MARIADB_DEFAULT)])
let worker: ChildProcess | undefined
try {
  await mariadb.load('shop', shopFile('legacy'))
  await multiplyShop(mariadb, 'shop', PREFIX, 'posts', times)
  await runAs(postgres.port, 'postgres', 'postgres', ['CREATE DATABASE ours OWNER retoma_owner'])
  await applyMigrations(urlOf(postgres.port, 'retoma_owner', 'ours'))
  provideEnv({
    NODE_ENV: 'production',
    DATABASE_URL: urlOf(postgres.port, 'retoma_app', 'ours'),
    RETOMA_ALLOW_PRIVATE_HOSTS: '1',
    RETOMA_LOG_LEVEL: 'warn',
    RETOMA_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  })
  worker = spawn(process.execPath, WORKER_ARGS, {
    cwd: path.resolve(import.meta.dirname, '..'),
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (worker.stdout) await once(worker.stdout, 'data')

  print('worker at rest', `${(await usageOf(worker)).peakMb} MB`)
  const first = await connect('first', mariadb.port)
  const run = await importOnce(first)
  const spans = await withEmpresaSql(first, async ({ sql }) => {
    const { rows } = await sql.query<{ kind: string; read: number; startedAt: Date; finishedAt: Date }>(
      'SELECT kind, read, started_at AS "startedAt", finished_at AS "finishedAt" FROM import_run_parts WHERE run_id = $1',
      [run.id],
    )
    return rows
  })
  const ours = new Map(spans.map((part) => [part.kind, { read: part.read, seconds: secondsOf(part) }]))
  for (const [kind, { read, seconds }] of ours)
    print(`${kind}: ${read} rows`, `${seconds.toFixed(2)} s  ${Math.round(read / seconds)} rows/s`)
  const reading = [...ours.values()].reduce((sum, part) => sum + part.seconds, 0)
  const whole = secondsOf(run)
  print('reading and writing', `${reading.toFixed(2)} s`)
  print('customers unified, carts matched, days summed', `${(whole - reading).toFixed(2)} s`)
  print(`whole import (aim < ${MAX_SECONDS} s)`, `${whole.toFixed(2)} s`)
  const usage = await usageOf(worker)
  print(`worker: peak memory (aim < ${MAX_MB} MB), CPU`, `${usage.peakMb} MB, ${usage.cpu.toFixed(1)} s`)
  const again = await importOnce(first)
  print(
    'second import, all unchanged',
    `${secondsOf(again).toFixed(2)} s, ${again.parts.reduce((sum, part) => sum + part.created + part.changed, 0)} rows written`,
  )

  const shopUrl = `mysql://${READER.username}:${encodeURIComponent(READER.password)}@127.0.0.1:${mariadb.port}/shop`
  let limit = 0
  let compared = 0
  for (const kind of LIMIT_KINDS) {
    const bare = await limitOf(
      kind,
      shopUrl,
      PREFIX,
      urlOf(postgres.port, 'postgres', 'ours'),
      first.empresaId,
    )
    const own = ours.get(kind)?.seconds ?? 0
    limit += bare.read + bare.write
    compared += own
    print(
      `limit ${kind}: scan ${bare.scanned} rows + COPY and upsert`,
      `${bare.read.toFixed(2)} + ${bare.write.toFixed(2)} s  ratio ${(own / (bare.read + bare.write)).toFixed(2)}`,
    )
  }
  const ratio = compared / limit
  print(
    `ratio to the limit (aim <= ${MAX_RATIO})`,
    `${ratio.toFixed(2)}  (${compared.toFixed(2)} s to ${limit.toFixed(2)} s)`,
  )

  const idle: number[] = []
  while (idle.length < 200) await readLists(first, idle)
  const busy: number[] = []
  await importOnce(await connect('second', mariadb.port), () => readLists(first, busy))
  const [calm, beside] = [p95(idle), p95(busy)]
  print(
    'list pages p95: idle, during an import',
    `${calm.toFixed(1)} ms, ${beside.toFixed(1)} ms  ratio ${(beside / calm).toFixed(2)} (aim < ${MAX_SLOWDOWN})`,
  )
  if (whole > MAX_SECONDS || ratio > MAX_RATIO || usage.peakMb > MAX_MB || beside / calm > MAX_SLOWDOWN)
    process.exitCode = 1
} finally {
  if (worker) await stopped(worker, 'SIGTERM')
  await closeDatabase()
  await Promise.all([postgres.stop(), mariadb.stop()])
}
