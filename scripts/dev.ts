// `npm run dev [-- --fresh] [-- --port 3100]`: portal and worker on the embedded database, reloading when a file changes.
import { once } from 'node:events'
import '../src/runtime/end-with-parent.mjs'
import { provideEnv, readEnvFile } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import { Crew } from '../src/runtime/crew'
import { refuseForeignDatabase } from '../src/runtime/demo-database'
import { demoOptions } from '../src/runtime/demo-options'
import { invitation, seedDemo } from '../src/runtime/demo-seed'
import { nextFreePort } from '../src/runtime/free-port'
import { startOver } from '../src/runtime/fresh'
import { ENV_FILE, logDir } from '../src/runtime/paths'
import { startWeb, startWorkerProcess } from '../src/runtime/portal'
import { ensureRuntime } from '../src/runtime/runtime'

const crew = new Crew()
const halt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => halt.abort())
const halted = once(halt.signal, 'abort').then(() => undefined)

/** The demonstration's shop is imported by the worker, while the portal is already open. */
async function develop(firstPort: number): Promise<void> {
  const port = await nextFreePort(firstPort)
  // The worker writes addresses of the portal into e-mails.
  provideEnv({ NEXTAUTH_URL: `http://localhost:${port}` })
  const web = crew.keep('web', () => startWeb(port, { reload: true }))
  await seedDemo(new Date())
  await Promise.all([web, crew.keep('worker', () => startWorkerProcess({ reload: true }))])
  console.log(invitation(port))
  console.log(`Cada mudança em src recarrega. Registros em ${logDir()}. Ctrl+C para tudo; os dados ficam.`)
  await Promise.race([halted, crew.broken])
}

try {
  const { fresh, port } = demoOptions(process.argv.slice(2))
  readEnvFile(ENV_FILE)
  refuseForeignDatabase()
  provideEnv({ RETOMA_LOG_DIR: logDir(), RETOMA_SIMULATED_CLOCK: '1', RETOMA_OPEN_EMPRESAS: '1' })
  if (fresh) await startOver()
  const runtime = await ensureRuntime()
  try {
    await Promise.race([develop(port), halted])
  } finally {
    await crew.stop()
    await closeDatabase()
    await runtime.release()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()
