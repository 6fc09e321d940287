// `npm run demo [-- --fresh] [-- --port 3100]`: the whole product on this machine, with months of a shop inside.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
// npm that is ended by a signal ends its shell, which forwards no signal: the demonstration would go on without them.
import '../src/runtime/end-with-parent.mjs'
import { progressLine } from '../src/cli/progress-line'
import { provideEnv, readEnvFile } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import type { EmpresaScope } from '../src/kernel/tenancy/unit'
import { buildIfStale } from '../src/runtime/build'
import { Crew } from '../src/runtime/crew'
import { refuseForeignDatabase } from '../src/runtime/demo-database'
import { demoOptions } from '../src/runtime/demo-options'
import { invitation, latestRun, liveDemo, seedDemo, type Demo } from '../src/runtime/demo-seed'
import { nextFreePort } from '../src/runtime/free-port'
import { startOver } from '../src/runtime/fresh'
import { ENV_FILE, logDir } from '../src/runtime/paths'
import { startWeb, startWorkerProcess } from '../src/runtime/portal'
import { ensureRuntime } from '../src/runtime/runtime'
import { startEngine } from '../src/runtime/worker'

const say = (line: string) => console.log(line)
const crew = new Crew()
const halt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => halt.abort())
const halted = once(halt.signal, 'abort').then(() => undefined)

/** Draws the import until it ends. */
async function followImport(scope: EmpresaScope): Promise<void> {
  const line = progressLine(process.stdout)
  for (;;) {
    const run = await latestRun(scope)
    if (!run || run.finishedAt !== null || halt.signal.aborted) {
      line.end()
      for (const text of run?.summary ?? []) say(`  ${text}`)
      if (run?.error) throw new Error(`A importação parou: ${run.error.message}`)
      return
    }
    line.show(run)
    await sleep(250)
  }
}

/**
 * The shop's past and the month that the demonstration has lived. The import runs on an engine of this process: no worker may
 * send anything while the month is lived.
 */
async function fill(demonstration: Demo): Promise<void> {
  const known = await latestRun(demonstration.scope)
  if (!known?.finishedAt) {
    say('Importando a loja de demonstração…')
    const engine = await startEngine()
    try {
      await followImport(demonstration.scope)
    } finally {
      await engine.stop()
    }
  }
  if (halt.signal.aborted) return
  // The portal opens all the same: the next start goes on with the month.
  await liveDemo(demonstration, halt.signal).catch((error: unknown) => {
    say(`  O mês da loja ficou incompleto: ${error instanceof Error ? error.message : String(error)}`)
  })
}

async function build(): Promise<void> {
  const built = await buildIfStale(halt.signal)
  if (built) say('Portal montado.')
}

async function demo(firstPort: number): Promise<void> {
  const demonstration = await seedDemo(new Date())
  const known = await latestRun(demonstration.scope)
  say(
    known?.finishedAt
      ? 'Os dados de antes continuam aqui. Abrindo o portal…'
      : 'Preparando um mês de loja e montando o portal…',
  )
  const port = await nextFreePort(firstPort)
  // The worker writes addresses of the portal into e-mails.
  provideEnv({ NEXTAUTH_URL: `http://localhost:${port}` })
  await Promise.all([fill(demonstration), build()])
  if (halt.signal.aborted) return
  await crew.keep('worker', () => startWorkerProcess())
  await crew.keep('web', () => startWeb(port))
  say(invitation(port))
  say('Ctrl+C para tudo; os dados ficam. npm run demo -- --fresh começa do zero.')
  await Promise.race([halted, crew.broken])
}

try {
  const { fresh, port } = demoOptions(process.argv.slice(2))
  readEnvFile(ENV_FILE)
  refuseForeignDatabase()
  say('Iniciando o banco de dados…')
  provideEnv({ RETOMA_LOG_DIR: logDir(), RETOMA_SIMULATED_CLOCK: '1', RETOMA_OPEN_EMPRESAS: '1' })
  if (fresh) await startOver()
  const runtime = await ensureRuntime()
  try {
    await Promise.race([demo(port), halted])
  } finally {
    say('Parando…')
    await crew.stop()
    await closeDatabase()
    await runtime.release()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()
