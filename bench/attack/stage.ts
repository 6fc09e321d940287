// The built portal and its worker on a database of their own, with two tenants that know nothing of each other.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { encode } from 'next-auth/jwt'
import type pg from 'pg'
import { makeMember, makeUser } from '../../src/domains/access/factory'
import { unifyCustomers } from '../../src/domains/customers/unify'
import { saveConnection } from '../../src/domains/imports/service/connections'
import { refreshDailyFigures } from '../../src/domains/reports/daily'
import { provideEnv } from '../../src/env'
import { closeDatabase, openPool } from '../../src/kernel/db'
import { sessionCookie, sessionSecret } from '../../src/kernel/session-cookie'
import { systemScope, withEmpresa, withEmpresaSql } from '../../src/kernel/tenancy/unit'
import { buildIfStale } from '../../src/runtime/build'
import { stopChild } from '../../src/runtime/child'
import { freePort } from '../../src/runtime/free-port'
import { startWeb, startWorkerProcess } from '../../src/runtime/portal'
import { applyMigrations } from '../../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../../test/postgres/server'
import { seedVolume, VOLUME_NOW } from '../seed-volume'

/** A shop with its rows, and the cookie of a user who is signed in there. */
export type Tenant = { slug: string; email: string; cookie: string }
export type Stage = {
  base: string
  webPid: number
  attacker: Tenant
  neighbour: Tenant
  /** Bytes of the database on the disk. */
  databaseBytes: () => Promise<number>
  stop: () => Promise<void>
}

/** Starts it all; `orders` rows for each of the two. */
export async function startStage(orders: number): Promise<Stage> {
  const ends: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-attack-'))
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const server = await startPostgres()
    ends.push(() => server.stop())
    await runAs(server.port, 'postgres', 'postgres', ['CREATE DATABASE attack OWNER retoma_owner'])
    await applyMigrations(urlOf(server.port, 'retoma_owner', 'attack'))
    const superUrl = urlOf(server.port, 'postgres', 'attack')
    provideEnv({
      DATABASE_URL: urlOf(server.port, 'retoma_app', 'attack'),
      NEXTAUTH_SECRET: 'bench-secret-bench-secret-bench-secret',
      RETOMA_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      RETOMA_DATA_DIR: folder,
      // Everything comes from loopback: each client says its address as a proxy would.
      RETOMA_TRUSTED_PROXIES: '1',
      RETOMA_LOG_LEVEL: 'error',
    })
    const owner = openPool({ connectionString: superUrl, max: 1 })
    ends.push(() => owner.end())
    ends.push(closeDatabase)
    const attacker = await tenant(owner, superUrl, 'atacante', orders)
    const neighbour = await tenant(owner, superUrl, 'vizinha', orders)
    await buildIfStale()
    const worker = await startWorkerProcess()
    ends.push(() => stopChild(worker))
    const port = await freePort()
    const web = await startWeb(port)
    ends.push(() => stopChild(web))
    return {
      base: `http://127.0.0.1:${String(port)}`,
      webPid: web.pid ?? 0,
      attacker,
      neighbour,
      databaseBytes: async () => {
        const { rows } = await owner.query<{ size: number }>(
          'SELECT pg_database_size(current_database())::float8 AS size',
        )
        return rows[0]?.size ?? 0
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function tenant(owner: pg.Pool, superUrl: string, slug: string, orders: number): Promise<Tenant> {
  const id = await seedVolume(superUrl, {
    orders,
    carts: Math.ceil(orders / 2),
    leads: Math.ceil(orders / 5),
    people: Math.ceil(orders * 0.4),
  })
  await owner.query('UPDATE empresas SET slug = $2, name = $2 WHERE id = $1', [id, slug])
  const scope = systemScope(id, 'bench', () => VOLUME_NOW)
  await withEmpresaSql(scope, unifyCustomers)
  await withEmpresaSql(scope, refreshDailyFigures)
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'wp_' }))
  const user = await makeUser({ email: `${slug}@bench.test` })
  await makeMember(id, user.id, 'admin')
  const token = await encode({ token: { sub: user.id, v: 1 }, secret: sessionSecret(), maxAge: 7200 })
  return { slug, email: user.email, cookie: `${sessionCookie().name}=${token}` }
}
