import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/postgres/clone'
import { childEnv } from '~/env'

const BIN = path.resolve(import.meta.dirname, '../../bin/retoma.mjs')
const DEMO_FILE = path.resolve(import.meta.dirname, '../../prisma/demo/shop.sql.gz')
useDatabase()

type Answer = { code: number | null; out: string; err: string; json: Record<string, unknown> }

/** Runs the real command line as a process of its own, from another folder, with `--json`. */
async function retoma(line: string[], stdin = ''): Promise<Answer> {
  const child = spawn(process.execPath, [BIN, ...line, '--json'], {
    cwd: '/',
    env: childEnv({ DATABASE_OWNER_URL: undefined, NODE_OPTIONS: undefined }),
  })
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString('utf8')
  })
  child.stdin.end(stdin)
  const [code] = (await once(child, 'close')) as [number | null]
  const text = out?.() ?? ''
  expect(text.trim().split('\n'), `standard output of ${line.join(' ')}`).toHaveLength(1)
  return { code, out: text, err: err?.() ?? '', json: JSON.parse(text) as Record<string, unknown> }
}

/** A failure says one line in Portuguese, exits non-zero, and still prints one object. */
async function refused(line: string[], reason: RegExp, stdin?: string): Promise<void> {
  const { code, err, json } = await retoma(line, stdin)
  expect(code).toBeGreaterThan(0)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toMatch(reason)
  expect(json.error).toMatchObject({ message: expect.stringMatching(reason) as string })
}

const secret = 'uma-senha-comprida'

beforeAll(async () => {
  expect((await retoma(['empresa', 'create', '--slug', 'loja', '--name', 'Loja'])).code).toBe(0)
})

// Each line is a process of its own, and two cores may be shared.
describe('retoma', { timeout: 240_000 }, () => {
  it('creates an empresa, a person and a membership, printing their ids', async () => {
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
      ['member', 'add', '--empresa', 'outra-loja', '--email', 'ana@loja.com.br', '--role', 'viewer'],
      /já participa/,
    )
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
    expect((json.carts as Record<string, number>).recuperado).toBeGreaterThan(0)
    expect((await retoma(['stats', '--empresa', 'loja'])).out).toBe(`${JSON.stringify(json)}\n`)
  })
})
