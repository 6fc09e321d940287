import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll } from 'vitest'
import { childEnv } from '../../src/env'
import { stopped } from '../mariadb/server'

/**
 * For tests that kill the product's worker: starts one in a process of its own and waits until it works. Those that the
 * test leaves behind end with its file. Call at the top of the file or of a `describe`.
 */
export function useWorkers(): () => Promise<ChildProcess> {
  const workers = new Set<ChildProcess>()
  afterAll(() => Promise.all([...workers].map((worker) => stopped(worker, 'SIGKILL'))))
  return async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', path.resolve(import.meta.dirname, 'worker.ts')],
      { env: childEnv(), stdio: ['ignore', 'pipe', 'inherit'] },
    )
    workers.add(child)
    const died = once(child, 'exit').then(() => {
      throw new Error('the worker did not start')
    })
    died.catch(() => undefined)
    await Promise.race([once(child.stdout, 'data'), died])
    return child
  }
}
