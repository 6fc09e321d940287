// `npm test`: everything that proves the product. Ends with the plain line `N passed, N failed`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { ensureSystemPackages } from './system-packages'

type Step = { name: string; command: string; report?: { file: string; read: (text: string) => Tally } }
type Tally = { passed: number; failed: number; failures?: string[] }

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number(), unexpected: z.number() }),
})

function vitest(name: string, project: string, run = `npx vitest run --project ${project}`): Step {
  const file = path.resolve('.test', `${project}.json`)
  return {
    name,
    command: `${run} --reporter=default --reporter=json --outputFile.json=${file}`,
    report: {
      file,
      read: (text) => {
        const { numPassedTests, numFailedTests, testResults } = vitestReport.parse(JSON.parse(text))
        const failures = testResults.flatMap(({ name, message, assertionResults }) => [
          ...(message ? [`${name}: ${message}`] : []),
          ...assertionResults
            .filter(({ status }) => status === 'failed')
            .map(({ fullName, failureMessages }) => `${name}: ${fullName}\n${failureMessages?.[0] ?? ''}`),
        ])
        return { passed: numPassedTests, failed: numFailedTests, failures }
      },
    },
  }
}

/** The optional package has packages of its own; the tests of the database run its worker. Its mock is for Linux x64. */
const BAILEYS: Step[] =
  process.platform === 'linux' && process.arch === 'x64'
    ? [
        {
          name: 'baileys worker: installed',
          command: 'npm ci --prefix packages/baileys-worker --no-audit --no-fund',
        },
        { name: 'baileys worker: types', command: 'npm run -s --prefix packages/baileys-worker types' },
        vitest('baileys worker: tests', 'baileys', 'npm test -s --prefix packages/baileys-worker --'),
      ]
    : []

const npmRun = (name: string): Step => ({ name, command: `npm run -s ${name}` })

/** They read the code and run none of it, each on one core: the longest beside all others. */
const READERS = [[npmRun('lint')], ['format', 'fences', 'types', 'dead'].map(npmRun)]

const STEPS: Step[] = [
  vitest('unit tests', 'unit'),
  ...BAILEYS,
  vitest('database and component tests', 'db'),
  {
    name: 'browser tests',
    command: 'npx playwright test',
    report: {
      file: '.test/e2e.json',
      read: (text) => {
        const { expected, flaky, unexpected } = playwrightReport.parse(JSON.parse(text)).stats
        return { passed: expected + flaky, failed: unexpected }
      },
    },
  },
]

/** What the command prints, as it prints it, or in one piece at its end when another runs beside it. */
async function exitOf(command: string, beside: boolean): Promise<{ ok: boolean; output: string }> {
  const out = beside ? 'pipe' : 'inherit'
  const child = spawn(command, { shell: true, stdio: ['ignore', out, out] })
  const pieces: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => pieces.push(piece))
  const [code] = (await once(child, 'close')) as [number | null]
  return { ok: code === 0, output: Buffer.concat(pieces).toString() }
}

/** Runs one step; a step without a report, or whose report says less than its exit code, counts as one test. */
async function run({ name, command, report }: Step, beside = false): Promise<Tally> {
  if (!beside) console.log(`\n── ${name}`)
  const started = performance.now()
  const { ok, output } = await exitOf(command, beside)
  const tally = report && existsSync(report.file) ? report.read(readFileSync(report.file, 'utf8')) : null
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`${output}── ${name}: ${ok ? 'ok' : 'FAILED'} in ${seconds} s`)
  if (!tally) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
  return { ...tally, failed: ok ? tally.failed : Math.max(1, tally.failed) }
}

rmSync('.test', { recursive: true, force: true })
mkdirSync('.test', { recursive: true })
const total: Tally = { passed: 0, failed: 0 }
const failing: string[] = []
const failures: string[] = []

async function inTurn(steps: readonly Step[], beside = false): Promise<void> {
  for (const step of steps) {
    const tally = await run(step, beside)
    total.passed += tally.passed
    total.failed += tally.failed
    if (tally.failed > 0) failing.push(step.name)
    failures.push(...(tally.failures ?? []))
  }
}

try {
  ensureSystemPackages()
  console.log('\n── what reads the code')
  await Promise.all(READERS.map((lane) => inTurn(lane, true)))
  await inTurn(STEPS)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  total.failed += 1
  failing.push('preparation')
}
// Once more at the end: the first steps' output is far above by then.
for (const failure of failures) console.log(`\n✗ ${failure.slice(0, 1500)}`)
if (failing.length > 0) console.log(`\nfailing: ${failing.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
