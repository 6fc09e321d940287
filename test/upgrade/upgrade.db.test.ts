import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { migrate } from '../../src/runtime/migrate'
import { runAs, urlOf } from '../postgres/server'
import { everyRow, fillEveryTable, migrateUpTo, type Row } from './old-database'

/** The last migration of the version that installations have. */
const BEFORE = '20261120003710_own_words_heard'
const IDS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']

const READ_AT = '2026-11-18T12:00:00+00:00'
/** What the rules of the tables ask for beyond the types of their columns, and what later migrations move. */
const GIVEN: Record<string, Row> = {
  'engine.queue': { state: 'waiting', worker_id: null },
  'public.carts': { status: 'recuperado', recovery_kind: 'assistida', recovered_at: READ_AT },
  'public.contact_labels': { source: 'pessoa' },
  'public.contacts': { opted_out_at: READ_AT },
  'public.conversations': { unread: 3 },
  'public.follow_ups': { kind: 'carrinho', holdout_percent: 10 },
  'public.message_files': {
    kind: 'image',
    mime_type: 'image/png',
    bytes: Buffer.from('foto'),
    state: 'guardado',
  },
  'public.message_templates': { kind: 'carrinho' },
  'public.messages': { direction: 'out', state: 'pendente', dedupe_key: 'uma' },
  'public.notifications': { read_at: READ_AT, href: 'importacoes' },
  'public.pictures': { mime_type: 'image/png' },
  'public.scheduled_posts': { target: 'group', times: ['09:00'] },
  'public.send_decisions': { decision: 'enviar' },
  'public.whatsapp_connections': { provider: 'waha', status: 'conectada' },
}
/** Columns that a migration takes away, each with the place that its values went to, which a test here checks. */
const MOVED = new Set(['public.notifications read_at'])

/** Columns that a migration gives another name. */
const RENAMED: Record<string, string> = {
  'public.contact_labels told_at': 'reported_at',
  'public.whatsapp_connections heard_own_at': 'own_messages_at',
  'public.whatsapp_connections strangers_paused_until': 'new_contacts_paused_until',
  'public.whatsapp_connections strangers_today': 'new_contacts_today',
}

test('an upgrade keeps every row of every table and every value, and says to its readers what they had read', async () => {
  const port = inject('postgresPort')
  const name = `up_${String(process.pid)}`
  const owner = urlOf(port, 'retoma_owner', name)
  await runAs(port, 'postgres', 'postgres', [`CREATE DATABASE ${name} OWNER retoma_owner`])
  onTestFinished(() => runAs(port, 'postgres', 'postgres', [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]))
  const as = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return work(client).finally(() => client.end())
  }
  const admin = urlOf(port, 'postgres', name)
  await as(owner, (client) => migrateUpTo(client, BEFORE))
  await as(admin, (client) => fillEveryTable(client, IDS, GIVEN))
  const before = await as(admin, everyRow)
  expect((await migrate(owner)).length).toBeGreaterThan(0)
  const after = await as(admin, everyRow)
  expect(before.size).toBeGreaterThan(50)
  for (const [table, rows] of before) {
    const now = after.get(table) ?? []
    expect([table, rows.length]).toEqual([table, rows.length > 0 ? now.length : -1])
    for (const row of rows) {
      const kept = Object.entries(row)
        .filter(([column]) => !MOVED.has(`${table} ${column}`))
        .map(([column, value]) => [RENAMED[`${table} ${column}`] ?? column, value])
      expect(now, table).toContainEqual(expect.objectContaining(Object.fromEntries(kept) as Row))
    }
  }
  const read = (id: string) => ({ empresa_id: id, user_id: id, notification_id: id, read_at: READ_AT })
  expect(new Set(after.get('public.notification_reads'))).toEqual(new Set(IDS.map(read)))
})
