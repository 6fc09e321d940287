import { expect, test } from 'vitest'
import { useDatabase } from '../postgres/clone'
import { ask, foreignKeys, tenantColumns } from './catalog'

const { superUrl } = useDatabase()

/** Tables of no single empresa: users, their sign-in attempts, links and ended sessions, and the list of empresas itself. */
const GLOBAL = ['users', 'sign_in_attempts', 'password_resets', 'email_changes', 'ended_sessions', 'empresas']
/** Keys that may start with something else, and why. */
const OTHER_KEYS = [
  'empresas_pkey',
  'empresas_slug_key',
  'users_pkey',
  'users_email_key',
  'sign_in_attempts_pkey',
  'password_resets_pkey',
  'password_resets_token_hash_key',
  'email_changes_pkey',
  'email_changes_token_hash_key',
  'ended_sessions_pkey',
]
const TENANT = `empresa_id = (NULLIF(current_setting('app.empresa_id'::text, true), ''::text))::uuid`

type Table = { name: string; enabled: boolean; forced: boolean; owner: string }
const tables = () =>
  ask<Table>(
    superUrl,
    `SELECT relname AS name, relrowsecurity AS enabled, relforcerowsecurity AS forced, pg_get_userbyid(relowner) AS owner
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'`,
  )

test('every table belongs to an empresa, or is on the short global list', async () => {
  const columns = await tenantColumns(superUrl)
  const owned = new Set(columns.map((column) => column.table))
  const names = (await tables()).map((table) => table.name)
  expect(names.filter((name) => !owned.has(name)).sort()).toEqual([...GLOBAL].sort())
  expect(columns.filter((column) => column.column === 'empresa_id' && column.nullable)).toEqual([])
})

test('t-63 every tenant table has row-level security enabled and forced', async () => {
  const open = (await tables()).filter(
    ({ name, enabled, forced }) => !GLOBAL.slice(0, 5).includes(name) && !(enabled && forced),
  )
  expect(open).toEqual([])
})

test('t-63 every tenant table has exactly the tenant policy, for reading and for writing; no policy is true', async () => {
  type Policy = {
    table: string
    name: string
    permissive: boolean
    command: string
    roles: string
    using: string
    check: string | null
  }
  const policies = await ask<Policy>(
    superUrl,
    `SELECT c.relname AS table, p.polname AS name, p.polpermissive AS permissive, p.polcmd::text AS command, p.polroles::text AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
     FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid`,
  )
  for (const { name: table } of (await tables()).filter(({ name }) => !GLOBAL.includes(name))) {
    const tenant = policies.find((policy) => policy.table === table && policy.name === 'tenant')
    expect(tenant, table).toMatchObject({
      command: '*',
      roles: '{0}',
      using: `(${TENANT})`,
      check: `(${TENANT})`,
    })
  }
  // What else opens a table, each for reading alone and only to who names themselves.
  const others = policies.filter(({ name, table }) => name !== 'tenant' || GLOBAL.includes(table))
  expect(others.map(({ table, name, command }) => `${table}.${name} ${command}`).sort()).toEqual([
    'empresas.by_slug r',
    'empresas.members r',
    'empresas.scheduler r',
    'empresas.tenant *',
    'memberships.own_memberships r',
    'shop_webhooks.by_webhook r',
    'whatsapp_connections.by_webhook r',
    'whatsapp_connections.dispatcher r',
    'whatsapp_sessions.baileys_worker r',
  ])
  for (const policy of policies) {
    expect(policy.using, `${policy.table}.${policy.name}`).toContain('current_setting(')
    expect([policy.using, policy.check], `${policy.table}.${policy.name}`).not.toContain('true')
  }
})

test('every primary key, unique and unique index of a tenant table starts with empresa_id', async () => {
  const indexes = await ask<{ table: string; name: string; first: string }>(
    superUrl,
    `SELECT t.relname AS table, i.relname AS name, a.attname::text AS first FROM pg_index x
     JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
     LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
     WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname <> '_prisma_migrations'`,
  )
  expect(indexes.filter(({ name, first }) => first !== 'empresa_id' && !OTHER_KEYS.includes(name))).toEqual(
    [],
  )
})

test('every foreign key between tenant tables carries empresa_id on both sides', async () => {
  const owned = new Set((await tenantColumns(superUrl)).map((column) => column.table))
  const between = (await foreignKeys(superUrl)).filter((key) => owned.has(key.table))
  const wrong = between.filter((key) => {
    const at = key.columns.indexOf('empresa_id')
    if (key.parent === 'empresas')
      return key.columns.join() !== 'empresa_id' || key.parentColumns.join() !== 'id'
    if (key.parent === 'users') return false
    return at < 0 || key.parentColumns[at] !== 'empresa_id'
  })
  expect(wrong).toEqual([])
  const anchored = new Set(between.map((key) => key.table))
  expect([...owned].filter((table) => !anchored.has(table))).toEqual([])
})

test('a column that ends in _id of a row of ours has a foreign key', async () => {
  const columns = await tenantColumns(superUrl)
  const constrained = new Set(
    (await foreignKeys(superUrl)).flatMap((key) => key.columns.map((column) => `${key.table}.${column}`)),
  )
  const loose = columns
    .filter(({ column, type }) => column.endsWith('_id') && type === 'uuid')
    .map(({ table, column }) => `${table}.${column}`)
    .filter((name) => !constrained.has(name))
    .sort()
  // The log keeps who did it after the user is gone; a message's subject is a row of one of several domains, looked up
  // through the walls each time.
  expect(loose).toEqual([
    'audit_entries.user_id',
    'campaign_recipients.source_id',
    'follow_up_enrolments.subject_id',
    'messages.rule_id',
    'messages.subject_id',
    'send_decisions.rule_id',
    'send_decisions.subject_id',
  ])
})

test('t-63 the application owns nothing, bypasses nothing, and may not change the schema', async () => {
  const [role] = await ask(
    superUrl,
    "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'retoma_app'",
  )
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false })
  const owned = await ask(
    superUrl,
    "SELECT relname FROM pg_class WHERE relowner = 'retoma_app'::regrole UNION ALL SELECT proname FROM pg_proc WHERE proowner = 'retoma_app'::regrole",
  )
  expect(owned).toEqual([])
  const member = await ask(superUrl, "SELECT 1 FROM pg_auth_members WHERE member = 'retoma_app'::regrole")
  expect(member).toEqual([])
  const [may] = await ask(
    superUrl,
    "SELECT has_schema_privilege('retoma_app', 'public', 'CREATE') AS creates",
  )
  expect(may).toEqual({ creates: false })
})

test("t-63 no function of ours runs with its owner's rights, but the one that only refreshes statistics", async () => {
  const definer = await ask(
    superUrl,
    "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace IN ('public'::regnamespace, 'engine'::regnamespace)",
  )
  // It reads and writes no row, and takes no table outside its own list: db.db.test.ts proves that.
  expect(definer).toEqual([{ proname: 'refresh_statistics' }])
})

test('no view shows rows with the rights of its owner', async () => {
  const views = await ask(
    superUrl,
    "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace",
  )
  expect(views).toEqual([])
})
