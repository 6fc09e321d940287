import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { childLog, startChild, stopChild } from './child'

/** Node's arguments for the worker. Bulk work makes much short-lived garbage: a wide nursery for it, and no heap twice what is in use. */
export const WORKER_ARGS = [
  '--max-old-space-size=320',
  '--max-semi-space-size=32',
  '--import',
  'tsx',
  'src/worker.ts',
]

/** The same worker, started again by tsx whenever a file that it reads changes. */
const WATCHED_WORKER_ARGS = [
  'node_modules/tsx/dist/cli.mjs',
  'watch',
  '--clear-screen=false',
  'src/worker.ts',
]

/** A developer's portal: pages are compiled when they are asked for, and all of it reloads. */
type Mode = { reload?: boolean }

/** The worker in a process of its own, alive when this resolves. */
export async function startWorkerProcess({ reload = false }: Mode = {}): Promise<ChildProcess> {
  const child = reload
    ? startChild('worker', WATCHED_WORKER_ARGS, { output: 'pipe', env: { NODE_ENV: 'development' } })
    : startChild('worker', WORKER_ARGS, { output: 'pipe' })
  const died = once(child, 'exit').then(() => {
    throw new Error(`O worker não iniciou; veja ${childLog('worker')}.`)
  })
  died.catch(() => undefined)
  await Promise.race([once(createInterface({ input: child.stdout as Readable }), 'line'), died])
  return child
}

/** The portal on a port of this machine, answering when this resolves: the build, or with `reload` the dev server. */
export async function startWeb(port: number, { reload = false }: Mode = {}): Promise<ChildProcess> {
  const host = '127.0.0.1'
  const child = startChild(
    'web',
    ['node_modules/next/dist/bin/next', reload ? 'dev' : 'start', '-p', String(port), '-H', host],
    {
      env: {
        NEXTAUTH_URL: `http://localhost:${port}`,
        NEXT_TELEMETRY_DISABLED: '1',
        ...(reload ? { NODE_ENV: 'development' } : {}),
      },
    },
  )
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`O portal não iniciou; veja ${childLog('web')}.`)
    if (await answers(`http://${host}:${port}/entrar`)) return child
    await sleep(100)
  }
  await stopChild(child)
  throw new Error(`O portal não respondeu em 30 s; veja ${childLog('web')}.`)
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.status < 500,
    () => false,
  )
}
