import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refused, retoma } from '../../test/cli/retoma'
import { READER, startMariaDb, type MariaDb } from '../../test/mariadb/server'
import { useDatabase } from '../../test/postgres/clone'
import { shopFile } from '../../test/shops/read'
import { startSshd, type Sshd } from '../../test/sshd/server'
import { childEnv, provideEnv } from '~/env'
import { PROJECT_ROOT } from '~/runtime/paths'

useDatabase()
let mariadb: MariaDb
let sshd: Sshd

beforeAll(async () => {
  provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  ;[mariadb, sshd] = await Promise.all([startMariaDb(), startSshd()])
  await mariadb.load('hpos', shopFile('hpos'))
  await retoma(['empresa', 'create', '--slug', 'loja', '--name', 'Loja'])
})
afterAll(() => Promise.all([mariadb.stop(), sshd.stop()]))

const set = (database: string, password: string = READER.password) =>
  retoma(
    ['connection', 'set', '--empresa', 'loja', '--kind=mysql', '--host', '127.0.0.1']
      .concat(['--port', String(mariadb.port), '--database', database])
      .concat(['--user', READER.username, '--password-stdin']),
    `${password}\n`,
  )

describe('retoma with a real shop', () => {
  it('says which part of the connection is wrong, under its own code', async () => {
    await set('hpos', 'errada')
    const wrong = await refused(['connection', 'test', '--empresa', 'loja'], /usuário ou senha|senha/)
    expect(wrong.json.error ?? wrong.json).not.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    const line = ['import', '--empresa', 'loja', '--type', 'leads', '--period', 'tudo']
    const refusedImport = await refused(line, /senha/)
    expect(refusedImport.json.error).toMatchObject({ code: 'SOURCE_INVALID' })
    await set('outro')
    expect((await refused(line, /nome do banco/)).json.error).toMatchObject({ code: 'SOURCE_INVALID' })
  })

  it('imports a period and counts it', async () => {
    await set('hpos')
    expect((await retoma(['connection', 'test', '--empresa', 'loja'])).json).toMatchObject({ ok: true })
    const all = await retoma(['import', '--empresa', 'loja', '--type', 'orders', '--period', 'tudo'])
    expect(all.json).toMatchObject({ status: 'done', orders: { read: 454 } })
    const range = ['--from', '2026-01-01', '--to', '2026-06-30']
    const part = await retoma(['import', '--empresa', 'loja', '--type', 'orders', ...range])
    const { orders } = part.json as { orders: { read: number; unchanged: number } }
    expect(orders.read).toBeGreaterThan(0)
    expect(orders.read).toBeLessThan(454)
    expect(orders.unchanged).toBe(orders.read)
    const count = async (...period: string[]) => {
      const { json } = await retoma(['stats', '--empresa', 'loja', ...period])
      return (json.orders as { count: number }).count
    }
    const [whole, half] = [await count(), await count(...range)]
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(whole)
  })

  it('imports through a tunnel at once: the first use pins the key and prints it; unreadable rows are named', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-key-'))
    await writeFile(path.join(folder, 'key'), sshd.privateKey)
    const kept = await retoma(
      ['connection', 'set', '--empresa', 'loja', '--kind=ssh', '--host', '127.0.0.1']
        .concat(['--port', String(mariadb.port), '--database', 'hpos'])
        .concat(['--user', READER.username, '--password-stdin'])
        .concat(['--ssh-host', '127.0.0.1', '--ssh-port', String(sshd.port)])
        .concat(['--ssh-user', sshd.username, '--ssh-key', path.join(folder, 'key')]),
      `${READER.password}\n`,
    )
    await rm(folder, { recursive: true })
    expect(kept.json.ssh).toMatchObject({ hasKey: true, hostKey: null })
    const line = ['import', '--empresa', 'loja', '--type', 'leads', '--period', 'tudo']
    const first = await retoma(line)
    expect(first.json).toMatchObject({
      status: 'done',
      leads: { read: 448, refused: 1 },
      refused_rows: [
        { kind: 'leads', table: 'wp_fv_enteries', reason: expect.stringMatching(/\S/) as string },
      ],
    })
    const hostKeyLine = `Chave do servidor SSH: ${sshd.hostKey}.`
    expect(first.err).toContain(hostKeyLine)
    expect((await retoma(line)).err).not.toContain(hostKeyLine)
    const test = await retoma(['connection', 'test', '--empresa', 'loja'])
    expect(test.json).toMatchObject({ ok: true, hostKey: sshd.hostKey })
  })
})

it.each([
  {
    what: 'a failure to load',
    main: "throw new Error('broken\\nwith a trace')",
    exitCode: 1,
    line: 'Erro: O Retoma não pôde iniciar: broken. Rode npm ci e tente de novo.',
    code: 'INTERNAL',
  },
  {
    what: 'Ctrl+C while the sources are loaded',
    main: "process.kill(process.pid, 'SIGINT'); await new Promise((done) => setTimeout(done, 30_000))",
    exitCode: 130,
    line: 'Erro: Interrompido.',
    code: 'INTERRUPTED',
  },
])('$what says one line and one object', async ({ main, exitCode, line, code }) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-broken-'))
  await mkdir(path.join(folder, 'src/cli'), { recursive: true })
  await cp(path.join(PROJECT_ROOT, 'bin'), path.join(folder, 'bin'), { recursive: true })
  await cp(path.join(PROJECT_ROOT, 'tsconfig.json'), path.join(folder, 'tsconfig.json'))
  await cp(path.join(PROJECT_ROOT, 'package.json'), path.join(folder, 'package.json'))
  await symlink(path.join(PROJECT_ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  await writeFile(path.join(folder, 'src/cli/main.ts'), `${main}\nexport {}\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/retoma.mjs', 'stats', '--json'], {
    cwd: folder,
    encoding: 'utf8',
  })
  await rm(folder, { recursive: true })
  expect(status).toBe(exitCode)
  expect(stderr.trim()).toBe(line)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code } })
})

it('a wrong variable is named in one line and in the object', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(PROJECT_ROOT, 'bin/retoma.mjs'), 'stats', '--empresa', 'loja', '--json'],
    { encoding: 'utf8', env: childEnv({ DATABASE_URL: 'nenhum', NODE_OPTIONS: undefined }) },
  )
  expect(status).toBe(1)
  expect(stderr).toMatch(
    /^Erro: Há variáveis de ambiente erradas: DATABASE_URL \([^)]+\). Veja .env.example.\n$/,
  )
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'BAD_INPUT' } })
})
