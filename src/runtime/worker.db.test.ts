import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../test/engine/world'
import { useDatabase } from '../../test/postgres/clone'
import { childEnv } from '../env'
import { workerIsAlive } from './worker'

useDatabase()

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
