import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

describe('lint', () => {
  // Type-aware rules need a file of the project: the text is checked as if it stood in this one.
  const eslint = new ESLint({ cwd: ROOT })
  const rulesBroken = async (code: string, file: string) => {
    const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) })
    return (result?.messages ?? []).map((message) => message.ruleId)
  }
  const service = 'src/domains/empresas/service/empresa.ts'

  test('the unscoped database is rejected outside its few files, by alias and by relative path', async () => {
    for (const from of ['~/kernel/db', '../../../kernel/db']) {
      const code = `import { database } from '${from}'\nexport const rows = () => database().prisma.cart.findMany()\n`
      expect(await rulesBroken(code, service), from).toContain('no-restricted-imports')
      expect(await rulesBroken(code, 'src/domains/access/service/session.ts'), from).not.toContain(
        'no-restricted-imports',
      )
    }
  })

  test.each([
    ['process.env outside src/env.ts', 'export const x = process.env.HOME\n', 'no-restricted-properties'],
    ["process['env'] too", "export const x = process['env'].HOME\n", 'no-restricted-properties'],
    ['Date.now', 'export const x = Date.now()\n', 'no-restricted-properties'],
    ['parseFloat', "export const x = parseFloat('1.10')\n", 'no-restricted-globals'],
    ['any', 'export const x: any = 1\n', '@typescript-eslint/no-explicit-any'],
    ['a word of its authors', '/** Whom it is told. */\nexport const x = 1\n', 'retoma/plain-words'],
    ['such a word in a name', 'export const toldAt = 1\n', 'retoma/plain-words'],
    ['a limit that is not called MAX_', 'export const MOST_ROWS = 1\n', 'retoma/plain-words'],
    ['ts-ignore', '// @ts-ignore\nexport const x = 1\n', '@typescript-eslint/ban-ts-comment'],
    [
      'a promise that isn’t awaited',
      'export function f() {\n  Promise.resolve(1)\n}\n',
      '@typescript-eslint/no-floating-promises',
    ],
  ])('%s is rejected', async (_, code, rule) => {
    expect(await rulesBroken(code, service)).toContain(rule)
  })

  test('a mocked database is rejected', async () => {
    for (const target of ['~/kernel/db', '../../generated/prisma/client', '@prisma/client']) {
      const code = `import { vi } from 'vitest'\nvi.mock('${target}')\n`
      expect(await rulesBroken(code, 'src/domains/access/rules.test.ts'), target).toContain(
        'no-restricted-syntax',
      )
    }
  })
})

describe('import fences', () => {
  let copy: string
  beforeAll(async () => {
    copy = await mkdtemp(path.join(os.tmpdir(), 'retoma-fences-'))
    for (const name of [
      '.dependency-cruiser.cjs',
      'scripts/lint/domains.cjs',
      'tsconfig.json',
      'package.json',
    ])
      await cp(path.join(ROOT, name), path.join(copy, name), { recursive: true })
    await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
  })
  afterAll(() => rm(copy, { recursive: true, force: true }))

  /** The fences that these few files break, each with the file that breaks it. */
  async function broken(files: Record<string, string>): Promise<string[]> {
    await rm(path.join(copy, 'src'), { recursive: true, force: true })
    for (const [file, code] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(copy, file)), { recursive: true })
      await writeFile(path.join(copy, file), code)
    }
    const tool = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const args = [tool, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
    const { stdout } = await run(process.execPath, args, { cwd: copy, maxBuffer: 1 << 26 })
    type Report = { summary: { violations: { from: string; rule: { name: string } }[] } }
    const { summary } = JSON.parse(stdout) as Report
    return [...new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort()
  }

  const forbidden: [fence: string, from: string, alias: string, relative: string][] = [
    [
      'domain-carts-calls-lower-only',
      'src/domains/carts/service.ts',
      '~/domains/orders/router',
      '../orders/router',
    ],
    [
      'domain-empresas-calls-lower-only',
      'src/domains/empresas/a/b.ts',
      '~/domains/access/rules',
      '../../access/rules',
    ],
    ['kernel-imports-no-domain', 'src/kernel/trpc.ts', '~/domains/access/rules', '../domains/access/rules'],
    ['ui-knows-no-domain', 'src/ui/list/list.tsx', '~/domains/access/rules', '../../domains/access/rules'],
    [
      'adapters-import-kernel-only',
      'src/adapters/shop/open.ts',
      '~/domains/access/rules',
      '../../domains/access/rules',
    ],
    ['domains-import-no-app', 'src/domains/leads/service.ts', '~/app/page', '../../app/page'],
    ['domains-are-wired-not-wiring', 'src/domains/leads/a.ts', '~/wiring/client', '../../wiring/client'],
    [
      'components-call-by-the-browser-client',
      'src/domains/leads/ui/a.ts',
      '~/wiring/caller',
      '../../../wiring/caller',
    ],
    ['processes-show-no-page', 'src/runtime/a.ts', '~/ui/kbd', '../ui/kbd'],
    [
      'schema-is-browser-safe',
      'src/domains/carts/schema.ts',
      '~/kernel/tenancy/unit',
      '../../kernel/tenancy/unit',
    ],
    ['proxy-touches-no-database', 'src/proxy.ts', '~/kernel/db', './kernel/db'],
  ]
  const filesWith = (specifier: (row: (typeof forbidden)[number]) => string) =>
    Object.fromEntries(
      forbidden.flatMap((row) => [
        [`src/${row[2].slice(2)}.ts`, 'export const x = 1\n'],
        [row[1], `import { x } from '${specifier(row)}'\nexport const y = x\n`],
      ]),
    )
  const expected = forbidden.map(([fence, from]) => `${fence}: ${from}`).sort()

  test('each is rejected by alias', async () => {
    expect(await broken(filesWith((row) => row[2]))).toEqual(expected)
  })

  test('each is rejected by relative path', async () => {
    expect(await broken(filesWith((row) => row[3]))).toEqual(expected)
  })

  test('a circular import is rejected, and an allowed one is not', async () => {
    const circle = {
      'src/kernel/a.ts': "import { b } from './b'\nexport const a = b\n",
      'src/kernel/b.ts': "import { a } from '~/kernel/a'\nexport const b = a\n",
      'src/domains/access/service.ts': "import { c } from '~/domains/empresas/schema'\nexport const d = c\n",
      'src/domains/empresas/schema.ts': 'export const c = 1\n',
      'src/domains/empresas/ui/form.ts': "import { e } from '~/wiring/client'\nexport const f = e\n",
      'src/wiring/client.ts': 'export const e = 1\n',
    }
    expect((await broken(circle)).map((line) => line.split(':')[0])).toEqual(['no-circular'])
  })
})
