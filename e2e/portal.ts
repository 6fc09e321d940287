// The built portal with its worker on a database of its own, for as long as the browser tests run.
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { addLocalDays, localDay, startOfLocalDay } from '../src/kernel/clock'
import { closeDatabase } from '../src/kernel/db'
import { advanceProductClock, productClock } from '../src/kernel/engine/product-clock'
import { buildIfStale } from '../src/runtime/build'
import { Crew } from '../src/runtime/crew'
import { dataDir } from '../src/runtime/paths'
import { databasePlace } from '../src/runtime/place'
import { startWeb, startWorkerProcess } from '../src/runtime/portal'
import { ensureRuntime } from '../src/runtime/runtime'

const crew = new Crew()
const halt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => halt.abort())
const halted = once(halt.signal, 'abort')

const ZONE = 'America/Sao_Paulo'

/** Eleven in the morning of the next day: messages may go out, whatever the day and hour the tests run at. */
async function beginInTheMorning(): Promise<void> {
  const tomorrow = startOfLocalDay(addLocalDays(localDay(productClock(), ZONE), 1), ZONE)
  await advanceProductClock(tomorrow.getTime() + 11 * 3_600_000 - productClock().getTime())
  await closeDatabase()
}

async function serve(): Promise<void> {
  await buildIfStale(halt.signal)
  await beginInTheMorning()
  await crew.keep('worker', () => startWorkerProcess())
  await crew.keep('web', () => startWeb(Number(process.env.RETOMA_E2E_PORT)))
  await crew.broken
}

const runtime = await ensureRuntime()
try {
  await Promise.race([serve(), halted])
} finally {
  await crew.stop()
  await runtime.release()
  // A folder that only root may enter has its database elsewhere.
  for (const folder of [databasePlace().folder, dataDir()]) await rm(folder, { recursive: true, force: true })
}
process.exit()
