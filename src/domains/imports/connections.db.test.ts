import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import type { ShopTest } from '~/adapters/shop/records'
import { listenLive, closeLive, notifyLive, type LiveMessage } from '~/kernel/live'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { untilBlocking } from '../../../test/postgres/blocked'
import { useDatabase } from '../../../test/postgres/clone'
import { FakeShop, importAll } from './factory'
import { connectionInput, connectionView, NO_MAPPING, startInput } from './schema'
import {
  approveHostKey,
  listConnections,
  saveConnection,
  saveMapping,
  storedConnection,
} from './service/connections'
import { startScheduled } from './service/schedule'
import { cancelImport, startImport } from './service/start-import'
import { shopConfigOf } from './service/shop-config'
import { testConnection } from './service/test-connection'
import { uploadFile } from './service/upload-file'

useDatabase()

const makeScope = async (now?: () => Date, timezone?: string): Promise<EmpresaScope> =>
  systemScope((await makeEmpresa(timezone === undefined ? {} : { timezone })).id, 'test', now)

const ssh = {
  kind: 'ssh' as const,
  prefix: 'cli_',
  host: '127.0.0.1',
  port: 3306,
  database: 'loja',
  username: 'leitor',
  password: 'senha-do-banco',
  tls: false,
  sshHost: 'loja.test',
  sshPort: 22,
  sshUsername: 'deploy',
  sshPassword: 'senha-do-ssh',
}

test('t-14 secrets are sealed at rest, never shown, and never in the audit log', async () => {
  const scope = await makeScope()
  const view = await withEmpresa(scope, (ctx) => saveConnection(ctx, ssh))
  expect(view).toMatchObject({ hasPassword: true, ssh: { hasPassword: true, hasKey: false } })
  const shown = JSON.stringify([view, connectionView.parse(view), await withEmpresa(scope, listConnections)])
  const stored = await withEmpresaSql(scope, async ({ sql }) => {
    const connections = await sql.query('SELECT * FROM shop_connections')
    const audit = await sql.query('SELECT * FROM audit_entries')
    return JSON.stringify([connections.rows, audit.rows])
  })
  for (const secret of ['senha-do-banco', 'senha-do-ssh']) {
    expect(shown).not.toContain(secret)
    expect(stored).not.toContain(secret)
  }
  expect(shown).not.toMatch(/v1\.[A-Za-z0-9+/]/)
  const config = await shopConfigOf(scope, 'ssh')
  expect(config).toMatchObject({
    mysql: { password: 'senha-do-banco' },
    ssh: { password: 'senha-do-ssh', privateKey: null },
  })
})

test('t-14 a sealed secret copied to another empresa does not open there', async () => {
  const scope = await makeScope()
  const other = await makeScope()
  await withEmpresa(scope, (ctx) => saveConnection(ctx, ssh))
  await withEmpresa(other, (ctx) => saveConnection(ctx, ssh))
  const { passwordSealed } = await withEmpresa(scope, (ctx) => storedConnection(ctx, 'ssh'))
  await withEmpresa(other, (ctx) => ctx.db.shopConnection.updateMany({ data: { passwordSealed } }))
  await expect(shopConfigOf(other, 'ssh')).rejects.toThrow('não pôde ser aberto')
})

test('a secret left out stays, unless it would go to another server', async () => {
  const scope = await makeScope()
  await withEmpresa(scope, (ctx) => saveConnection(ctx, ssh))
  const { password: _password, sshPassword: _sshPassword, ...open } = ssh
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { ...open, prefix: 'wp_' }))
  expect(await shopConfigOf(scope, 'ssh')).toMatchObject({
    prefix: 'wp_',
    mysql: { password: 'senha-do-banco' },
  })
  const led = withEmpresa(scope, (ctx) => saveConnection(ctx, { ...open, host: 'mal.test' }))
  await expect(led).rejects.toMatchObject({ code: 'BAD_INPUT', details: { fields: [{ field: 'password' }] } })
})

test('imp-1 the host key seen first is pinned, shown for approval, and given to every later connection', async () => {
  const scope = await makeScope()
  await withEmpresa(scope, (ctx) => saveConnection(ctx, ssh))
  const hostKey = `SHA256:${'A'.repeat(43)}`
  const outcome: ShopTest = {
    ok: false,
    steps: [{ step: 'ssh', subject: 'loja.test', ok: false, message: 'Senha recusada.' }],
    facts: null,
    forms: [],
    hostKey,
  }
  const asked: unknown[] = []
  await testConnection(scope, 'ssh', (config) => {
    asked.push('ssh' in config ? config.ssh.hostKey : undefined)
    return Promise.resolve(outcome)
  })
  const [seen] = await withEmpresa(scope, listConnections)
  expect(seen).toMatchObject({ lastTest: outcome, ssh: { hostKey, hostKeyApprovedAt: null } })
  expect((await withEmpresa(scope, approveHostKey)).ssh?.hostKeyApprovedAt).toBeInstanceOf(Date)
  await testConnection(scope, 'ssh', (config) => {
    asked.push('ssh' in config ? config.ssh.hostKey : undefined)
    return Promise.resolve({ ...outcome, hostKey: `SHA256:${'B'.repeat(43)}` })
  })
  expect(asked).toEqual([null, hostKey])
  expect((await withEmpresa(scope, listConnections))[0]?.ssh?.hostKey).toBe(hostKey)
})

test('imp-1 one test of an empresa runs at a time, and one that broke off frees the slot', async () => {
  const [scope, other] = [await makeScope(), await makeScope()]
  for (const one of [scope, other]) await withEmpresa(one, (ctx) => saveConnection(ctx, ssh))
  let asked = 0
  let fail: (error: Error) => void = () => undefined
  const pending = new Promise<ShopTest>((_, reject) => (fail = reject))
  const first = testConnection(scope, 'ssh', () => {
    asked++
    return pending
  })
  const fails = () => Promise.reject(new Error('fora do ar'))
  await expect(testConnection(scope, 'ssh', fails)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(testConnection(other, 'ssh', fails)).rejects.toThrow('fora do ar')
  await expect.poll(() => asked).toBe(1)
  fail(new Error('interrompido'))
  await expect(first).rejects.toThrow('interrompido')
  await expect(testConnection(scope, 'ssh', fails)).rejects.toThrow('fora do ar')
})

test('imp-1 through a tunnel whose key isn’t approved, only the command line imports', async () => {
  const scope = await makeScope(() => new Date('2026-11-20T12:00:00Z'))
  const sshHostKey = `SHA256:${'A'.repeat(43)}`
  const startable = (startedBy?: 'cli' | 'cron' | 'webhook') =>
    withEmpresa(scope, async (ctx) => {
      await startImport(ctx, {}, startedBy === undefined ? {} : { startedBy })
      throw new Error('could start, and is undone')
    })
  const waits = /ainda não foi aprovada. Em Conexão/
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { ...ssh, dailyAt: '06:30' }))
  for (const pinned of [false, true]) {
    if (pinned) await withEmpresa(scope, ({ db }) => db.shopConnection.updateMany({ data: { sshHostKey } }))
    await expect(startable()).rejects.toThrow(waits)
    await expect(startable('webhook')).rejects.toThrow(waits)
    await expect(startable('cli')).rejects.toThrow('could start')
    expect(await startScheduled(scope)).toBeNull()
  }
  const notified = await withEmpresa(scope, ({ db }) => db.notification.findMany({ select: { body: true } }))
  expect(notified).toEqual([{ body: expect.stringMatching(waits) as string }])
  await withEmpresa(scope, approveHostKey)
  await expect(startable()).rejects.toThrow('could start')
  // The owner of another server proves nothing.
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { ...ssh, sshHost: 'outra.test' }))
  await expect(startable()).rejects.toThrow(waits)
})

test('a connection that an import reads changes only how it gets in: no run mixes two shops', async () => {
  const scope = await makeScope()
  const mysql = { ...ssh, kind: 'mysql' as const, mapping: { ...NO_MAPPING, name: ['Nome_3'] } }
  const save = (over: Partial<typeof mysql>) =>
    withEmpresa(scope, (ctx) => saveConnection(ctx, { ...mysql, ...over }))
  const busy = {
    code: 'CONFLICT',
    message: expect.stringMatching(/^Há uma importação em andamento/) as string,
  }
  await save({})
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { connection: 'mysql' }))
  const other = { ...NO_MAPPING, name: ['Nome_9'] }
  for (const over of [
    { prefix: 'wp_' },
    { host: 'outra.test' },
    { port: 3307 },
    { database: 'outra' },
    { mapping: other },
  ])
    await expect(save(over), JSON.stringify(over)).rejects.toMatchObject(busy)
  const map = withEmpresa(scope, (ctx) => saveMapping(ctx, { kind: 'mysql', mapping: other }))
  await expect(map).rejects.toMatchObject(busy)
  // A user whose shop rejects the password must be able to give the new one.
  await save({ username: 'novo', password: 'nova-senha', tls: true })
  await withEmpresa(scope, (ctx) => saveConnection(ctx, ssh))
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { ...ssh, sshHost: 'outra.test' }))
  expect(await shopConfigOf(scope, 'mysql')).toMatchObject({
    prefix: 'cli_',
    mysql: { host: '127.0.0.1', username: 'novo', password: 'nova-senha', tls: true },
  })
  await withEmpresa(scope, (ctx) => cancelImport(ctx, id))
  expect(await save({ host: 'outra.test' })).toMatchObject({ host: 'outra.test' })
})

test('an import that starts while its connection is being changed begins with what was saved', async () => {
  const scope = await makeScope()
  await withEmpresa(scope, (ctx) => saveConnection(ctx, ssh))
  await withEmpresa(scope, ({ db }) => db.shopConnection.updateMany({ data: { sshHostKeyOkAt: new Date() } }))
  let start: Promise<unknown> = Promise.resolve()
  await withEmpresa(scope, async (ctx) => {
    await saveConnection(ctx, { ...ssh, sshHost: 'outra.test' })
    start = withEmpresa(scope, (other) => startImport(other, {}))
    start.catch(() => undefined)
    await untilBlocking(ctx)
  })
  await expect(start).rejects.toThrow('ainda não foi aprovada')
})

test('t-11 a prefix that is no name is rejected, with its field', () => {
  const wrong = connectionInput.safeParse({ ...ssh, prefix: 'wp_; DROP TABLE x' })
  expect(wrong.error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
    ['prefix', 'O prefixo só pode ter letras, números e _.'],
  ])
  expect(startInput.safeParse({ from: '2026-02-30' }).error?.issues[0]?.message).toBe('Esta data não existe.')
  expect(startInput.safeParse({ from: '2026-02-02', to: '2026-02-01' }).error?.issues[0]?.path).toEqual([
    'to',
  ])
})

async function* streamed(parts: Buffer[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part)
}

async function bytesOf(scope: EmpresaScope): Promise<Buffer> {
  const config = await shopConfigOf(scope, 'dump')
  const parts: Uint8Array[] = []
  if (config.kind === 'dump') for await (const part of config.open()) parts.push(part)
  return Buffer.concat(parts)
}

test('imp-12 an export file is kept in chunks, read back byte by byte, and replaces the one before', async () => {
  const scope = await makeScope()
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'cli_' }))
  const first = Array.from({ length: 5 }, () => randomBytes(700_001))
  const view = await uploadFile(scope, 'loja.sql.gz', streamed(first))
  expect(view.file).toMatchObject({ name: 'loja.sql.gz', size: 3_500_005, complete: true })
  expect((await bytesOf(scope)).equals(Buffer.concat(first))).toBe(true)
  const broken = async function* () {
    yield await Promise.resolve(Buffer.from('INSERT'))
    throw new Error('a conexão caiu')
  }
  await expect(uploadFile(scope, 'outra.sql', broken())).rejects.toThrow('a conexão caiu')
  await expect(uploadFile(scope, 'outra.sql', streamed([Buffer.from('INSERT')]), 12)).rejects.toThrow(
    'Chegaram só 6 de 12 bytes do arquivo. Envie de novo.',
  )
  expect((await bytesOf(scope)).length).toBe(3_500_005)
  await uploadFile(scope, 'nova.sql', streamed([Buffer.from('-- nova')]))
  expect((await bytesOf(scope)).toString()).toBe('-- nova')
  const files = await withEmpresa(scope, ({ db }) => db.importFile.findMany({ select: { name: true } }))
  expect(files).toEqual([{ name: 'nova.sql' }])
  await expect(uploadFile(scope, 'foto.png', streamed([]))).rejects.toThrow('Envie um arquivo .sql')
  await expect(uploadFile(scope, 'a\0.sql', streamed([]))).rejects.toThrow('não pode ser guardado')
})

test('imp-12 one file of an empresa arrives at a time, and one announced too large is rejected unread', async () => {
  const [scope, other] = [await makeScope(), await makeScope()]
  for (const one of [scope, other])
    await withEmpresa(one, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'cli_' }))
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const slow = async function* () {
    yield Buffer.from('-- começo')
    await finished
  }
  const first = uploadFile(scope, 'loja.sql', slow())
  await expect(uploadFile(scope, 'outra.sql', streamed([Buffer.from('--')]))).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await uploadFile(other, 'loja.sql', streamed([Buffer.from('--')]))
  finish()
  expect((await first).file).toMatchObject({ name: 'loja.sql', complete: true })
  await uploadFile(scope, 'outra.sql', streamed([Buffer.from('--')]))
  let read = false
  const huge = async function* () {
    read = true
    yield await Promise.resolve(Buffer.from('--'))
  }
  await expect(uploadFile(scope, 'grande.sql', huge(), 9e12)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  expect(read).toBe(false)
})

test('imp-6 t-15 the daily import starts at the hour of the empresa, once per local day', async () => {
  const acre = await makeScope(() => new Date('2026-11-20T11:00:00Z'), 'America/Rio_Branco')
  const at = (text: string) => ({ ...acre, now: () => new Date(text) })
  const view = {
    kind: 'mysql' as const,
    prefix: 'wp_',
    host: 'loja.test',
    port: 3306,
    database: 'loja',
    username: 'leitor',
    password: 'x',
    tls: false,
  }
  await withEmpresa(acre, (ctx) => saveConnection(ctx, { ...view, dailyAt: '06:30' }))
  // 06:29 in Rio Branco (UTC-5) is 11:29 UTC.
  expect(await startScheduled(at('2026-11-20T11:29:00Z'))).toBeNull()
  expect(await startScheduled(at('2026-11-20T11:30:00Z'))).not.toBeNull()
  expect(await startScheduled(at('2026-11-20T23:00:00Z'))).toBeNull()
  const run = await withEmpresaSql(
    acre,
    async ({ sql }) =>
      (await sql.query<{ id: string; started_by: string }>('SELECT id, started_by FROM import_runs')).rows,
  )
  expect(run).toMatchObject([{ started_by: 'cron' }])
  // While one is under way nothing starts; the day after, it does.
  expect(await startScheduled(at('2026-11-21T12:00:00Z'))).toBeNull()
  await withEmpresa(acre, ({ db }) =>
    db.importRun.updateMany({ data: { finishedAt: new Date(), status: 'done' } }),
  )
  expect(await startScheduled(at('2026-11-21T12:00:00Z'))).not.toBeNull()
})

test('imp-6 a daily import that cannot start is notified once a day; one under way is not', async () => {
  const scope = await makeScope(() => new Date('2026-11-20T11:00:00Z'), 'America/Sao_Paulo')
  const at = (text: string) => ({ ...scope, now: () => new Date(text) })
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'wp_', dailyAt: '06:30' }))
  for (const time of ['2026-11-20T12:00:00Z', '2026-11-20T12:05:00Z', '2026-11-21T12:00:00Z'])
    expect(await startScheduled(at(time))).toBeNull()
  const notified = await withEmpresa(scope, ({ db }) =>
    db.notification.findMany({ select: { title: true, body: true, href: true }, orderBy: { at: 'asc' } }),
  )
  expect(notified).toHaveLength(2)
  expect(notified[0]).toMatchObject({ title: 'A importação de hoje não começou', href: 'conexao' })
  expect(notified[0]?.body).not.toBe('')
})

test('ten-7 a new password alone is audited, without the password', async () => {
  const scope = await makeScope(() => new Date('2026-11-20T11:00:00Z'), 'America/Sao_Paulo')
  const mysql = { ...ssh, kind: 'mysql' as const }
  await withEmpresa(scope, (ctx) => saveConnection(ctx, mysql))
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { ...mysql, password: 'outra-secreta' }))
  const lines = await withEmpresa(scope, ({ db }) =>
    db.auditEntry.findMany({ where: { action: 'connection.changed' }, select: { extras: true } }),
  )
  expect(lines).toEqual([{ extras: { password: 'trocada' } }])
})

test('t-15 the same period means other times in another zone', async () => {
  const ranges: unknown[] = []
  for (const timezone of ['America/Sao_Paulo', 'America/Rio_Branco']) {
    const scope = await makeScope(() => new Date('2026-11-21T02:30:00Z'), timezone)
    await withEmpresa(scope, (ctx) => saveConnection(ctx, { ...ssh, kind: 'mysql' }))
    const shop = new FakeShop({})
    shop.expected = (_kind, range) => Promise.resolve(ranges.push(range.from?.toISOString()))
    await importAll(scope, shop, { kinds: ['leads'], period: 'hoje' })
  }
  expect(ranges).toEqual(['2026-11-20T03:00:00.000Z', '2026-11-20T05:00:00.000Z'])
})

test('a page receives the updates of its own empresa and of no other', async () => {
  const own = await makeScope()
  const other = await makeScope()
  const received: LiveMessage[] = []
  const stop = listenLive(own.empresaId, (message) => received.push(message))
  for (let tries = 0; tries < 100 && received.length < 1; tries++) {
    await withEmpresaSql(own, (ctx) => notifyLive(ctx, own.empresaId, 'import', 'mine'))
    await withEmpresaSql(other, (ctx) => notifyLive(ctx, other.empresaId, 'import', 'theirs'))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  stop()
  await closeLive()
  expect(new Set(received.map((message) => message.id))).toEqual(new Set(['mine']))
})
