import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { useDatabase } from '../../test/postgres/clone'
import { database } from './db'
import { provideEnv } from '../env'
import { holdRegistration, noteRegistered, releaseRegistration } from './engine/lease'
import { beat } from './engine/workers'
import { readiness } from './health'

const { superUrl } = useDatabase()
const allOk = { database: 'ok', migrations: 'ok', worker: 'ok', queue: 'ok', connections: 'ok' }

test('ops-1 ready only while a worker lives', async () => {
  expect(await readiness()).toMatchObject({ ready: false, checks: { ...allOk, worker: 'failing' } })
  await beat(database().pool, '00000000-0000-4000-8000-000000000001', 60_000)
  expect(await readiness()).toEqual({ ready: true, checks: allOk })
})

test('ops-1 a migration that the database lacks is reported', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'retoma-migrations-'))
  await mkdir(path.join(dir, '29990101000000_later'))
  expect(await readiness(dir)).toMatchObject({ ready: false, checks: { migrations: 'failing' } })
  await rm(dir, { recursive: true })
})

test('ops-1 an event that no worker takes is reported', async () => {
  await database().pool.query(
    "INSERT INTO engine.events (id, name, data, ts) VALUES ('x', 'x', '{}', now() - interval '1 hour')",
  )
  expect(await readiness()).toMatchObject({ ready: false, checks: { queue: 'failing' } })
  await database().pool.query('UPDATE engine.events SET routed_at = now()')
  expect((await readiness()).ready).toBe(true)
})

test('ops-1 a WhatsApp channel that no worker serves is reported', async () => {
  const admin = new pg.Client({ connectionString: superUrl })
  await admin.connect()
  const due = async (minutes: number) => {
    await admin.query("UPDATE whatsapp_connections SET next_due_at = now() - $1 * interval '1 minute'", [
      minutes,
    ])
    return (await readiness()).checks.connections
  }
  await admin.query("INSERT INTO empresas (slug, name) VALUES ('loja', 'Loja')")
  await admin.query(
    "INSERT INTO whatsapp_connections (empresa_id, provider, name, webhook_hash, config_sealed, created_at) SELECT id, 'simulator', 'x', 'x', 'x', now() FROM empresas",
  )
  expect(await due(1)).toBe('ok')
  expect(await due(10)).toBe('failing')
  await admin.query('DELETE FROM whatsapp_connections')
  await admin.end()
})

test('ops-1 beside an Inngest server: who is registered there and since when, or that no worker is', async () => {
  const given = { INNGEST_BASE_URL: 'http://127.0.0.1:1', INNGEST_EVENT_KEY: 'ab', INNGEST_SIGNING_KEY: 'ab' }
  for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value)
  provideEnv({})
  const { pool } = database()
  const holder = '00000000-0000-4000-8000-000000000002'
  const none = { ready: false, checks: { worker: 'external', registration: 'failing' }, registration: null }
  expect(await readiness()).toMatchObject(none)
  await holdRegistration(pool, holder, 60_000)
  // The server hasn't taken it yet.
  expect(await readiness()).toMatchObject(none)
  await noteRegistered(pool, holder)
  expect(await readiness()).toEqual({
    ready: true,
    checks: { ...allOk, worker: 'external', registration: 'ok' },
    registration: { holder, since: expect.any(Date) as Date },
  })
  await holdRegistration(pool, holder, 0)
  expect(await readiness()).toMatchObject(none)
  await releaseRegistration(pool, holder)
  vi.unstubAllEnvs()
  provideEnv({})
})

test('ops-1 a database that rejects the query is reported, not thrown', async () => {
  const admin = new pg.Client({ connectionString: superUrl })
  await admin.connect()
  await admin.query('REVOKE SELECT ON ALL TABLES IN SCHEMA engine FROM retoma_app')
  await admin.end()
  expect(await readiness()).toMatchObject({
    ready: false,
    checks: { database: 'ok', worker: 'failing', queue: 'failing' },
  })
})
