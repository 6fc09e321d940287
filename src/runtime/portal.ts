import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { childLog, startChild, stopChild } from './child'

export type Portal = {
  url: string
  /** Settles only when a part can't be kept running. */
  broken: Promise<never>
  stop: () => Promise<void>
}

/** A part that dies this often within a minute is not started again. */
const MOST_RESTARTS = 5

/** Serves the built portal with its worker beside it, each in its own process, and starts again a part that dies. */
export async function startPortal(port: number, host = '127.0.0.1'): Promise<Portal> {
  const url = `http://localhost:${port}`
  let stopping = false
  const children = new Set<ChildProcess>()
  let refuse: (error: Error) => void = () => undefined
  const broken = new Promise<never>((_, reject) => (refuse = reject))
  broken.catch(() => undefined)

  async function keep(
    name: string,
    start: () => Promise<ChildProcess>,
    deaths: number[] = [],
  ): Promise<void> {
    const child = await start()
    children.add(child)
    child.once('exit', () => {
      children.delete(child)
      if (stopping) return
      const recent = [...deaths.filter((at) => performance.now() - at < 60_000), performance.now()]
      if (recent.length > MOST_RESTARTS)
        return refuse(new Error(`${name} não para em pé; veja ${childLog(name)}.`))
      void sleep(500)
        .then(() => (stopping ? undefined : keep(name, start, recent)))
        .catch(refuse)
    })
  }

  const stop = async () => {
    stopping = true
    await Promise.all([...children].map(stopChild))
  }
  try {
    await Promise.all([keep('worker', startWorkerProcess), keep('web', () => startWeb(port, host, url))])
  } catch (error) {
    await stop()
    throw error
  }
  return { url, broken, stop }
}

/** The worker in a process of its own, alive when this resolves. */
export async function startWorkerProcess(): Promise<ChildProcess> {
  const child = startChild('worker', ['--import', 'tsx', 'src/worker.ts'], { output: 'pipe' })
  const lines = createInterface({ input: child.stdout as Readable })
  const died = once(child, 'exit').then(() =>
    Promise.reject(new Error(`O worker não iniciou; veja ${childLog('worker')}.`)),
  )
  await Promise.race([once(lines, 'line'), died])
  died.catch(() => undefined)
  return child
}

async function startWeb(port: number, host: string, url: string): Promise<ChildProcess> {
  const child = startChild(
    'web',
    ['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', host],
    {
      env: { NEXTAUTH_URL: url, NEXT_TELEMETRY_DISABLED: '1' },
    },
  )
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`O portal não iniciou; veja ${childLog('web')}.`)
    if (await answers(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/entrar`)) return child
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
