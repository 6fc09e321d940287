// `npm run demo [-- --fresh] [-- --port 3100]`: the whole product on this machine, with months of a shop inside.
import { setTimeout as sleep } from 'node:timers/promises'
// npm that is ended by a signal ends its shell, which forwards no signal: the demonstration would go on without them.
import '../src/runtime/end-with-parent.mjs'
import { progressLine } from '../src/cli/progress-line'
import { provideEnv } from '../src/env'
import { commitWithoutWaiting } from '../src/kernel/db'
import type { EmpresaScope } from '../src/kernel/tenancy/unit'
import { buildIfStale } from '../src/runtime/build'
import { invitation, latestRun, liveDemo, seedDemo, type Demo } from '../src/runtime/demo-seed'
import { nextFreePort } from '../src/runtime/free-port'
import { onThisMachine } from '../src/runtime/on-this-machine'
import { startWeb, startWorkerProcess } from '../src/runtime/portal'
import { startEngine } from '../src/runtime/worker'

const say = (line: string) => console.log(line)

/** Draws the import until it ends. */
async function followImport(scope: EmpresaScope, halt: AbortSignal): Promise<void> {
  const line = progressLine(process.stdout)
  for (;;) {
    const run = await latestRun(scope)
    if (!run || run.finishedAt !== null || halt.aborted) {
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
async function fill(demonstration: Demo, halt: AbortSignal): Promise<void> {
  const known = await latestRun(demonstration.scope)
  if (!known?.finishedAt) {
    say('Importando a loja de demonstração…')
    const engine = await startEngine()
    try {
      await followImport(demonstration.scope, halt)
    } finally {
      await engine.stop()
    }
  }
  if (halt.aborted) return
  // The portal opens all the same: the next start goes on with the month.
  await liveDemo(demonstration, halt).catch((error: unknown) => {
    say(`  O mês da loja ficou incompleto: ${error instanceof Error ? error.message : String(error)}`)
  })
}

async function build(halt: AbortSignal): Promise<void> {
  const built = await buildIfStale(halt)
  if (built) say('Portal montado.')
}

await onThisMachine(process.argv.slice(2), async ({ crew, halt, halted, firstPort }) => {
  // This process only writes the shop's past, some ten thousand commits of it; portal and worker have their own.
  commitWithoutWaiting()
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
  await Promise.all([fill(demonstration, halt), build(halt)])
  if (halt.aborted) return
  await crew.keep('worker', () => startWorkerProcess())
  await crew.keep('web', () => startWeb(port))
  say(invitation(port))
  say('Ctrl+C para tudo; os dados ficam. npm run demo -- --fresh começa do zero.')
  await Promise.race([halted, crew.broken])
})
