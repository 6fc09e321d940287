import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { database } from '~/kernel/db'
import { refused, retoma } from '../../test/cli/retoma'
import { useDatabase } from '../../test/postgres/clone'

const DEMO_FILE = path.resolve(import.meta.dirname, '../../prisma/demo/shop.sql.gz')
useDatabase()

const secret = 'uma-senha-comprida'

beforeAll(async () => {
  expect((await retoma(['empresa', 'create', '--slug', 'loja', '--name', 'Loja'])).code).toBe(0)
})

// Each line is a process of its own, and two cores may be shared.
describe('retoma', () => {
  it('creates an empresa, a user and a membership, printing their ids', async () => {
    const empresa = await retoma([
      'empresa',
      'create',
      '--slug',
      'outra-loja',
      '--name',
      'Outra',
      '--timezone',
      'America/Manaus',
    ])
    expect(empresa.json).toMatchObject({ slug: 'outra-loja', name: 'Outra', timezone: 'America/Manaus' })
    const user = await retoma(
      ['user', 'create', '--email', 'Ana@Loja.com.br', '--name', 'Ana', '--password-stdin'],
      `${secret}\n`,
    )
    expect(user.json).toMatchObject({ email: 'ana@loja.com.br' })
    const member = await retoma([
      'member',
      'add',
      '--empresa',
      'outra-loja',
      '--email',
      'ana@loja.com.br',
      '--role',
      'owner',
    ])
    expect(member.json).toMatchObject({ empresaId: empresa.json.id, userId: user.json.id, role: 'owner' })
    expect(JSON.stringify([empresa, user, member])).not.toContain(secret)

    await refused(['empresa', 'create', '--slug', 'outra-loja', '--name', 'De novo'], /Já existe uma empresa/)
    await refused(
      ['user', 'create', '--email', 'ana@loja.com.br', '--name', 'Ana', '--password-stdin'],
      /Já existe uma pessoa/,
      secret,
    )
    await refused(
      ['user', 'create', '--email', 'utf16@loja.com.br', '--name', 'Ana', '--password-stdin'],
      /--password-stdin: a entrada padrão não é texto em UTF-8/,
      Buffer.from(secret, 'utf16le').toString('latin1'),
    )
    const add = ['member', 'add', '--empresa', 'outra-loja', '--email']
    await refused([...add, 'ana@loja.com.br', '--role', 'viewer'], /pelo menos um dono/)
    await refused([...add, 'ana@loja.com.br', '--role', 'chefe'], /--role: Escolha owner, admin/)
    await retoma(
      ['user', 'create', '--email', 'bia@loja.com.br', '--name', 'Bia', '--password-stdin'],
      secret,
    )
    expect((await retoma([...add, 'bia@loja.com.br', '--role', 'owner'])).json).toMatchObject({ added: true })
    expect((await retoma([...add, 'ana@loja.com.br', '--role', 'viewer'])).json).toMatchObject({
      added: false,
    })
  })

  it('manages users’ accounts: a new password, a link, out and in again', async () => {
    const email = 'cris@loja.com.br'
    await retoma(['user', 'create', '--email', email, '--name', 'Cris', '--password-stdin'], secret)
    await refused(
      ['user', 'set-password', '--email', email, '--password-stdin'],
      /--password-stdin: A senha/,
      'curta',
    )
    const changed = await retoma(
      ['user', 'set-password', '--email', email, '--password-stdin'],
      'outra senha longa',
    )
    expect(changed).toMatchObject({ code: 0, json: { email } })
    const { json } = await retoma(['user', 'reset-link', '--email', email])
    expect(json.link).toMatch(/^http:\/\/localhost:3000\/entrar\/redefinir#[\w-]{43}$/)
    expect((await retoma(['user', 'deactivate', '--email', email])).json).toMatchObject({ active: false })
    const { rows } = await database().pool.query(
      'SELECT active, session_version FROM users WHERE email = $1',
      [email],
    )
    expect(rows).toEqual([{ active: false, session_version: 3 }])
    expect((await retoma(['user', 'activate', '--email', email])).json).toMatchObject({ active: true })
    await refused(['user', 'deactivate', '--email', 'ninguem@loja.com.br'], /Ninguém com o e-mail/)
  })

  it('takes --json anywhere, also for help and version', async () => {
    expect((await retoma(['--version'])).json).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    })
    expect((await retoma(['stats', '--help'])).json).toMatchObject({
      help: expect.stringContaining('recovered_centavos   soma do valor dos carrinhos recuperados') as string,
    })
    await refused(['connection'], /Falta o comando/)
    const { out } = await retoma(['--json', 'stats', '--empresa', 'loja'], '', { json: false })
    expect(JSON.parse(out)).toMatchObject({ orders: { count: 0 } })
  })

  it('names the flag and the reason of what is wrong', async () => {
    await refused(
      ['empresa', 'create', '--slug', 'Não Vale', '--name', 'x'],
      /--slug: Use só letras minúsculas/,
    )
    await refused(
      ['empresa', 'create', '--slug', 'y-y', '--name', 'x', '--cor', 'azul'],
      /Opção desconhecida: --cor/,
    )
    await refused(
      ['user', 'create', '--email', 'b@loja.com.br', '--name', 'B', '--password', secret],
      /Opção desconhecida/,
    )
    await refused(['import', '--empresa', 'loja', '--type', 'all'], /--period/)
    await refused(
      ['import', '--empresa', 'loja', '--type', 'all', '--from', '2024-02-30'],
      /--from: Esta data não existe/,
    )
    await refused(
      ['connection', 'set', '--empresa', 'loja', '--kind', 'dump', '--file', '/nao/existe.sql'],
      /não existe/,
    )
    const dump = ['connection', 'set', '--empresa', 'loja', '--kind', 'dump']
    await refused([...dump, `--file=${import.meta.filename}`], /^(Erro: )?--file: Envie um arquivo .sql/)
    const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-empty-'))
    await writeFile(path.join(folder, 'vazio.sql'), '')
    await refused([...dump, '--file', path.join(folder, 'vazio.sql')], /--file: O arquivo está vazio/)
    await rm(folder, { recursive: true })
    await refused([...dump, '--file', DEMO_FILE, '--host', 'x'], /--host: não vale para este tipo/)
    await refused(
      ['connection', 'set', '--empresa', 'loja', '--kind', 'mysql', '--ssh-host', 'x'],
      /--ssh-host/,
    )
    // Nothing of what was rejected has been kept.
    await refused(['connection', 'test', '--empresa', 'loja'], /não tem conexão/)
  })

  it('imports with a worker of its own, twice without a change, and counts', async () => {
    const kept = await retoma([
      'connection',
      'set',
      '--empresa',
      'loja',
      '--kind',
      'dump',
      '--file',
      DEMO_FILE,
    ])
    expect(kept.json).toMatchObject({ kind: 'dump', file: { complete: true } })
    expect((await retoma(['connection', 'test', '--empresa', 'loja'])).json).toMatchObject({ ok: true })

    const line = ['import', '--empresa', 'loja', '--type', 'all', '--period', 'tudo', '--check-recovery']
    const first = await retoma(line)
    expect(first.code).toBe(0)
    expect(first.err).toContain('Lendo')
    for (const kind of ['leads', 'carts', 'orders', 'customers']) {
      const { read, created, refused: bad } = first.json[kind] as Record<string, number>
      expect({ kind, read: read ?? 0 }).toEqual({ kind, read: (created ?? 0) + (bad ?? 0) })
      expect(created).toBeGreaterThan(100)
    }
    const second = await retoma(line)
    for (const kind of ['leads', 'carts', 'orders', 'customers']) {
      expect(second.json[kind]).toMatchObject({ created: 0, changed: 0 })
    }
    const { json } = await retoma(['stats', '--empresa', 'loja'])
    expect(json).toMatchObject({ recovery: { recovered_centavos: expect.any(Number) as number } })
    const carts = json.carts as Record<string, number>
    expect(carts.recuperado).toBeGreaterThan(0)
    const { em_compra = 0, aguardando = 0, recuperado = 0, abandonado = 0 } = carts
    const open = em_compra + aguardando
    const entered = recuperado + open + abandonado
    expect(json.cohort).toEqual({ entered, recovered: recuperado, open, lost: abandonado })
    expect((await retoma(['stats', '--empresa', 'loja'])).out).toBe(`${JSON.stringify(json)}\n`)
  })
})
