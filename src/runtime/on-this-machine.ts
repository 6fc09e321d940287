import { once } from 'node:events'
import { readEnvFile, provideEnv } from '../env'
import { closeDatabase } from '../kernel/db'
import { Crew } from './crew'
import { refuseForeignDatabase } from './demo-database'
import { demoOptions } from './demo-options'
import { startOver } from './fresh'
import { ENV_FILE, logDir } from './paths'
import { ensureRuntime } from './runtime'

/** What the demonstration works with. `halt` aborts when this process is asked to stop; `halted` resolves then. */
export type Machine = { crew: Crew; halt: AbortSignal; halted: Promise<void>; firstPort: number }

/**
 * Runs the demonstration's product on this machine's embedded database until `work` ends or this process is asked to stop, and
 * ends the process with all of its parts. `--fresh` begins with an empty database.
 */
export async function onThisMachine(args: readonly string[], work: (machine: Machine) => Promise<void>) {
  const halt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => halt.abort())
  const halted = once(halt.signal, 'abort').then(() => undefined)
  try {
    const { fresh, port } = demoOptions([...args])
    readEnvFile(ENV_FILE)
    refuseForeignDatabase()
    console.log('Iniciando o banco de dados…')
    provideEnv({ RETOMA_LOG_DIR: logDir(), RETOMA_SIMULATED_CLOCK: '1', RETOMA_OPEN_EMPRESAS: '1' })
    if (fresh) await startOver()
    const runtime = await ensureRuntime()
    const crew = new Crew()
    try {
      await Promise.race([work({ crew, halt: halt.signal, halted, firstPort: port }), halted])
    } finally {
      console.log('Parando…')
      await crew.stop()
      await closeDatabase()
      await runtime.release()
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
  process.exit()
}
