import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { until } from '../../test/engine/world'
import { useDatabase } from '../../test/postgres/clone'
import { childEnv, provideEnv } from '../env'
import { DISPATCH_CHANNEL } from '~/domains/channels/service/wake'
import { database } from '../kernel/db'
import { pulseBeats } from '../kernel/engine/pulse'
import { anyWorkerAlive } from '../kernel/engine/workers'
import { startEngine, startWorker } from './worker'

useDatabase()

const workerIsAlive = () => anyWorkerAlive(database().pool)

/** Connections that wait for messages to send. */
const listeners = async () => {
  const { rows } = await database().pool.query<{ query: string }>(
    "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'listen %'",
  )
  return rows.map(({ query }) => query).filter((query) => query.includes(DISPATCH_CHANNEL))
}

// It has the lowest priority, so a busy machine lets it wait.
test('the worker process says when it is ready, counts as alive, gives way to others and stops when asked', async () => {
  expect(await workerIsAlive()).toBe(false)
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/worker.ts'], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  expect(JSON.parse(line.toString())).toMatchObject({ ready: true, engine: 'embedded', pid: child.pid })
  expect(await workerIsAlive()).toBe(true)
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  await until(async () => !(await workerIsAlive()), undefined, 1000)
})

test('beside an Inngest server that is away a worker is ready all the same, and listens for messages to send', async () => {
  const away = {
    INNGEST_BASE_URL: 'http://127.0.0.1:1',
    INNGEST_EVENT_KEY: 'ab',
    INNGEST_SIGNING_KEY: 'abab',
  }
  for (const [name, value] of Object.entries(away)) vi.stubEnv(name, value)
  provideEnv({})
  const worker = await startWorker()
  expect(worker.engine).toBe('inngest')
  expect(await listeners()).toHaveLength(1)
  await until(async () => (await pulseBeats(database().pool)) && workerIsAlive())
  await worker.stop()
  expect(await workerIsAlive()).toBe(false)
  vi.unstubAllEnvs()
  provideEnv({})
})

test('an engine alone, as the command line starts one for an import, listens for no messages to send', async () => {
  const engine = await startEngine()
  expect(await workerIsAlive()).toBe(true)
  expect(await listeners()).toEqual([])
  await engine.stop()
  const worker = await startWorker()
  expect(await listeners()).toHaveLength(1)
  await worker.stop()
})
