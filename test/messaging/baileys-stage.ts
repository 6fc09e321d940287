import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { POST as postEvent } from '../../src/app/api/baileys/events/route'
import { POST as ask } from '../../src/app/api/baileys/route'
import { childEnv } from '../../src/env'

const ROOT = path.resolve(import.meta.dirname, '../..')
const PACKAGE = path.join(ROOT, 'packages/baileys-worker')
const END_WITH_PARENT = path.join(ROOT, 'src/runtime/end-with-parent.mjs')
export const TOKEN = 'segredo-do-baileys-segredo-do-baileys'
export const LEASE_SECONDS = 4

/** The package is optional; `npm test` installs it. */
export const installed = existsSync(path.join(PACKAGE, 'node_modules/@openclaw/crabline'))

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

type Handler = (request: Parameters<typeof ask>[0]) => Promise<Response>

/** The portal's two endpoints for the worker, over HTTP. `away`: it answers like a portal that restarts. */
export async function portalRoutes() {
  const state = { away: false, url: '', close() {} }
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const handler: Handler = request.url === '/api/baileys/events' ? postEvent : ask
      const answer = state.away
        ? new Response(null, { status: 503 })
        : await handler(
            new Request(`http://localhost${request.url ?? ''}`, {
              method: 'POST',
              headers: request.headers as Record<string, string>,
              body: Buffer.concat(chunks),
            }) as Parameters<typeof ask>[0],
          )
      response.writeHead(answer.status)
      response.end(Buffer.from(await answer.arrayBuffer()))
    })()
  })
  state.url = await listen(server)
  state.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return state
}

/** Passes requests to the worker and, once `swallow` is set, loses its answers to sends. */
export async function betweenPortalAndWorker(workerUrl: () => string) {
  const state = { swallow: false, url: '', close() {} }
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const { method = 'GET', url = '/' } = request
      const headers = { authorization: request.headers.authorization ?? '' }
      const answer = await fetch(workerUrl() + url, {
        method,
        headers,
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      }).catch(() => null)
      if (!answer || (state.swallow && url.endsWith('/messages'))) {
        request.socket.destroy()
        return
      }
      const body = Buffer.from(await answer.arrayBuffer())
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(body)
    })()
  })
  state.url = await listen(server)
  state.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return state
}

async function started(
  script: string,
  env: Record<string, string>,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(
    process.execPath,
    ['--import', END_WITH_PARENT, '--import', 'tsx', path.join(PACKAGE, script)],
    {
      env: childEnv(env),
      stdio: ['pipe', 'pipe', process.env.RETOMA_LOG_LEVEL ? 'inherit' : 'ignore'],
    },
  )
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => {
      throw new Error(`${script} did not start`)
    }),
  ])) as [string]
  return { child, line }
}

export type WhatsApp = {
  url: string
  state(): Promise<{ open: number; most: number; total: number }>
  received(): Promise<string>
  steer(what: 'scan' | 'drop' | 'inbound' | 'unpair', body?: Record<string, string>): Promise<void>
  stop(): void
}

/** A WhatsApp on this machine: pairs by QR, takes messages, sends some. */
export async function startWhatsApp(): Promise<WhatsApp> {
  const { child, line } = await started('test/whatsapp-server.ts', {})
  const { port } = JSON.parse(line) as { port: number }
  const post = async (route: string, body: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/${route}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as Record<string, unknown>
  }
  return {
    url: `ws://127.0.0.1:${String(port)}`,
    state: async () => (await post('state')) as Awaited<ReturnType<WhatsApp['state']>>,
    received: async () => String((await post('received')).text),
    steer: async (what, body) => {
      await post(what, body)
    },
    stop: () => void child.kill('SIGTERM'),
  }
}

export type WorkerProcess = { url: string; end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> }

/** The worker in a process of its own, as an operator runs it. */
export async function startBaileys(portalUrl: string, whatsappUrl: string): Promise<WorkerProcess> {
  const { child, line } = await started('src/main.ts', {
    NEXTAUTH_URL: portalUrl,
    RETOMA_BAILEYS_TOKEN: TOKEN,
    RETOMA_BAILEYS_URL: 'http://127.0.0.1:0',
    RETOMA_BAILEYS_LEASE_SECONDS: String(LEASE_SECONDS),
    RETOMA_BAILEYS_WEB_SOCKET: whatsappUrl,
  })
  const { port } = JSON.parse(line) as { port: number }
  return {
    url: `http://127.0.0.1:${String(port)}`,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

/** Waits until `what` gives something. @throws with `name` after half a minute. */
export async function until<T>(name: string, what: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    const found = await what()
    if (found) return found
    await sleep(100)
  }
  throw new Error(`waited too long: ${name}`)
}
