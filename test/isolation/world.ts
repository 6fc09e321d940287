import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { makeEmpresa } from '../../src/domains/access/factory'
import { database, type Sql } from '../../src/kernel/db'
import { seal } from '../../src/kernel/secrets'
import { systemScope, withEmpresaSql } from '../../src/kernel/tenancy/unit'
import { ROLES, type Role, type SessionUser } from '../../src/kernel/trpc'
import { foreignKeys, tenantColumns, type Column, type ForeignKey } from './catalog'

type Row = Record<string, unknown>
export type Shop = { id: string; slug: string; people: Record<Role, SessionUser>; rows: Record<string, Row> }

/** Where the id of each kind that an entry may declare lives. */
const KINDS: Record<string, [table: string, column: string]> = {
  cart: ['carts', 'id'],
  connection: ['shop_connections', 'id'],
  customer: ['customers', 'id'],
  file: ['import_files', 'id'],
  delivery: ['shop_deliveries', 'id'],
  import: ['import_runs', 'id'],
  lead: ['leads', 'id'],
  /** A marking of many rows, which can be undone. */
  marks: ['audit_entries', 'entity_id'],
  member: ['memberships', 'user_id'],
  notification: ['notifications', 'id'],
  order: ['orders', 'id'],
  /** Made by a page, points at no row. */
  token: ['conversation_notes', 'id'],
  template: ['message_templates', 'id'],
  whatsapp: ['whatsapp_connections', 'id'],
  event: ['whatsapp_events', 'event_id'],
  contact: ['contacts', 'id'],
  message: ['messages', 'id'],
  conversation: ['conversations', 'id'],
  quickReply: ['quick_replies', 'id'],
  campaign: ['campaigns', 'id'],
  post: ['scheduled_posts', 'id'],
  view: ['saved_views', 'id'],
  user: ['memberships', 'user_id'],
}

/** The id of a shop's own row of a kind. @throws for a kind without an entry here. */
export function idOf(shop: Shop, kind: string): string {
  const place = KINDS[kind]
  if (!place) throw new Error(`Unknown kind of id "${kind}": add it to KINDS in test/isolation/world.ts`)
  if (place[0] === 'memberships') return shop.people.operator.id
  return String(shop.rows[place[0]]?.[place[1]])
}

export const NOW = new Date('2026-11-20T15:00:00Z')

/** Values that a column can't have at random: what a check, an output schema or a rule wants to see. */
function special(table: string, column: string, marker: string): unknown {
  const values: Record<string, unknown> = {
    uf: 'SP',
    currency: 'BRL',
    email: `${marker}@shop.test`,
    email_key: `${marker}@shop.test`,
    phone_key: '1198765432',
    phone: '+5511998765432',
    search: marker,
    'audit_entries.entity': 'marks',
    'audit_entries.entity_id': randomUUID(),
    'cart_matches.reason': null,
    'carts.status': 'aguardando',
    'carts.recovery_kind': null,
    'carts.plugin_status': 'abandoned',
    'carts.items': JSON.stringify([
      { productId: 1, variationId: 0, name: marker, quantity: 1, totalCentavos: 1 },
    ]),
    'carts.window_ends_at': new Date('2026-12-20T10:00:00Z'),
    'orders.status': 'completed',
    'shop_connections.kind': 'dump',
    'shop_connections.daily_at': null,
    'shop_connections.last_test': null,
    'shop_connections.port': 3306,
    'shop_connections.ssh_port': 22,
    'shop_connections.password_sealed': null,
    'shop_connections.ssh_password_sealed': null,
    'shop_connections.ssh_key_sealed': null,
    'import_runs.status': 'running',
    'import_runs.started_at': NOW,
    'import_runs.finished_at': null,
    'import_runs.cancel_requested_at': null,
    'import_runs.retry_at': null,
    'import_runs.from_day': null,
    'import_runs.to_day': null,
    'import_runs.error_code': null,
    'import_runs.error_message': null,
    'import_run_parts.cursor': null,
    'notifications.settled_at': null,
    'message_templates.kind': 'livre',
    'message_templates.cloud': JSON.stringify({
      ...{ name: marker, language: 'pt_BR', category: 'UTILITY', body: 'Oi', parameters: [] },
    }),
    'whatsapp_connections.provider': 'simulator',
    'whatsapp_connections.webhook_sealed': null,
    'whatsapp_events.events': '[]',
    'messages.direction': 'out',
    'messages.kind': 'manual',
    'messages.state': 'incerta',
    'messages.subject_type': 'cart',
    'messages.media': null,
    'message_attempts.outcome': 'unknown',
    'message_files.state': 'guardado',
    'message_files.kind': 'image',
    'message_files.mime_type': 'image/png',
    'follow_ups.kind': 'carrinho',
    'campaigns.gap_seconds': null,
    'campaigns.source': JSON.stringify({ kind: 'arquivo', fileName: marker, columns: [] }),
    'scheduled_posts.target': 'group',
    'scheduled_posts.once_on': null,
    'scheduled_posts.times': '{10:00}',
    'saved_views.list': 'carrinhos',
    'saved_views.query': 'status=aguardando',
    'pictures.mime_type': 'image/png',
    'send_decisions.decision': 'adiar',
    'chat_events.kind': 'aviso',
    'chat_events.direction': 'in',
    'whatsapp_labels.status': null,
    'contact_labels.source': 'pessoa',
    'send_decisions.subject_type': 'cart',
  }
  return `${table}.${column}` in values ? values[`${table}.${column}`] : values[column]
}

/** A value for a column; undefined leaves it to its default. */
function valueFor(column: Column, marker: string, size: number): unknown {
  const known = special(column.table, column.column, marker)
  if (known !== undefined) return known
  if (column.hasDefault && column.column !== 'id') return undefined
  if (column.labels) return column.labels[0]
  if (column.type === 'uuid') return randomUUID()
  if (column.type.startsWith('timestamp')) return new Date('2026-11-20T10:00:00Z')
  if (column.type === 'date') return '2026-11-20'
  if (column.type === 'jsonb') return column.nullable ? JSON.stringify({ note: marker }) : '{}'
  if (column.type === 'bytea') return Buffer.from(marker)
  if (column.type === 'boolean') return true
  if (column.type.endsWith('[]')) return `{${column.type === 'import_kind[]' ? 'leads' : ''}}`
  if (/^(integer|bigint|numeric)/.test(column.type)) return column.column.endsWith('_id') ? 1001 : size
  return `${marker} ${column.column}`
}

/** Settings that open: what is sealed for one empresa opens in no other. */
const SIMULATOR = JSON.stringify({ provider: 'simulator', secret: 'segredo-do-simulador' })

export type Seeder = (marker: string, size: number) => Promise<Shop>

/** Reads the schema once; then makes empresas with users of each role and one row in every table there is. */
export async function seeder(superUrl: string): Promise<Seeder> {
  const columns = await tenantColumns(superUrl)
  const keys = await foreignKeys(superUrl)
  const order = inOrder([...new Set(columns.map((column) => column.table))], keys)
  return async (marker, size) => {
    const { id, slug } = await makeEmpresa({ name: `Loja ${marker}` })
    const people = Object.fromEntries(ROLES.map((role) => [role, userOf(marker, role)])) as Shop['people']
    await database().prisma.user.createMany({
      data: Object.values(people).map((user) => ({ ...user, passwordHash: 'nobody signs in here' })),
    })
    const rows: Shop['rows'] = { users: { id: people.owner.id }, empresas: { id } }
    await withEmpresaSql(
      systemScope(id, `${marker} job`, () => NOW),
      async ({ sql }) => {
        const insert = (table: string, row: Row) => insertRow(sql, table, { ...row, empresa_id: id })
        for (const role of ROLES)
          rows.memberships = await insert('memberships', { user_id: people[role].id, role })
        for (const table of order.filter((name) => name !== 'memberships')) {
          const own = columns.filter((column) => column.table === table)
          const row: Row = Object.fromEntries(own.map((one) => [one.column, valueFor(one, marker, size)]))
          for (const key of keys.filter((candidate) => candidate.table === table)) {
            key.columns.forEach((name, n) => (row[name] = rows[key.parent]?.[key.parentColumns[n] ?? '']))
          }
          if (table === 'whatsapp_connections') row.config_sealed = seal(SIMULATOR, id)
          if (table === 'shop_webhooks')
            Object.assign(row, { address_sealed: seal(marker, id), secret_sealed: seal(marker, id) })
          rows[table] = await insert(table, row)
        }
        for (const kind of ['mysql', 'ssh']) {
          await insert('shop_connections', { kind, host: marker, ssh_host: marker, ssh_host_key: marker })
        }
      },
    )
    return { id, slug, people, rows }
  }
}

async function insertRow(sql: Sql, table: string, row: Row): Promise<Row> {
  const given = Object.entries(row).filter(([, value]) => value !== undefined)
  const names = given.map(([name]) => `"${name}"`).join(', ')
  const slots = given.map((_, n) => `$${n + 1}`).join(', ')
  const values = given.map(([, value]) => value)
  try {
    const text = `INSERT INTO ${table} (${names}) VALUES (${slots}) RETURNING *`
    // Hundreds of shops are seeded: each statement is planned once per connection.
    const name = createHash('md5').update(text).digest('hex')
    const { rows } = await sql.query<Row>({ name, text, values })
    return rows[0] ?? {}
  } catch (cause) {
    throw new Error(`seeding ${table}: ${String(cause)}`, { cause })
  }
}

function userOf(marker: string, role: Role): SessionUser {
  return {
    id: randomUUID(),
    name: `${marker} ${role}`,
    email: `${marker}-${role}-${randomUUID()}@pessoa.test`,
  }
}

/** Parents before children. */
function inOrder(tables: string[], keys: ForeignKey[]): string[] {
  const done: string[] = []
  const visit = (table: string, path: string[]) => {
    if (done.includes(table) || path.includes(table)) return
    for (const key of keys.filter(
      (candidate) => candidate.table === table && tables.includes(candidate.parent),
    )) {
      visit(key.parent, [...path, table])
    }
    done.push(table)
  }
  for (const table of tables) visit(table, [])
  return done
}

/** A fingerprint of all that an empresa owns, by table: it changes with any change of any row. */
export type Prints = (empresaId: string) => Promise<Record<string, string>>

/** One connection and one plan for all tests of the file. */
export function usePrints(superUrl: string): Prints {
  const client = new pg.Client({ connectionString: superUrl })
  let text = ''
  beforeAll(async () => {
    await client.connect()
    text = [...new Set((await tenantColumns(superUrl)).map((column) => column.table)), 'empresas']
      .map((table) => {
        const owner = table === 'empresas' ? 'id' : 'empresa_id'
        return `SELECT '${table}' AS table, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS print
          FROM ${table} AS t WHERE ${owner} = $1`
      })
      .join(' UNION ALL ')
  })
  afterAll(() => client.end())
  return async (empresaId) => {
    const { rows } = await client.query<{ table: string; print: string }>({
      name: 'prints',
      text,
      values: [empresaId],
    })
    return Object.fromEntries(rows.map(({ table, print }) => [table, print]))
  }
}
