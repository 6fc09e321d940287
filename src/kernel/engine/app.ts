import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Inngest, InngestFunction } from 'inngest'
import { serve } from 'inngest/node'

const PATH = '/api/inngest'
/** A frozen server must not block the worker that registers. */
const REGISTER_MS = 10_000

/** Functions that are served on a loopback port. */
export type App = {
  port: number
  /** Registers them with the client's server. @throws Error with the reason when it doesn't take them. */
  register(): Promise<void>
  /** Takes no more calls, and waits until those in progress end, at most so long. @returns how many were cut off. */
  drain(graceMs: number): Promise<number>
  /** Ends at once. */
  stop(): Promise<void>
}

/**
 * Serves functions on a free loopback port, registered nowhere yet.
 * @param origin where the server reaches them, when not on that port.
 */
export async function openApp(
  client: Inngest,
  functions: InngestFunction.Any[],
  origin?: string,
): Promise<App> {
  const server = http.createServer()
  const inProgress = new Set<http.ServerResponse>()
  let draining = false
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const own = `http://127.0.0.1:${port}`
  const handle = serve({ client, functions, servePath: PATH, serveOrigin: origin ?? own })
  server.on('request', (request, response) => {
    if (draining) {
      response.writeHead(503, { 'Retry-After': '5', Connection: 'close' }).end()
      return
    }
    inProgress.add(response)
    response.once('close', () => inProgress.delete(response))
    handle(request, response)
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    port,
    register: async () => {
      const response = await fetch(own + PATH, { method: 'PUT', signal: AbortSignal.timeout(REGISTER_MS) })
      if (!response.ok) throw new Error(`the functions were not registered: ${await response.text()}`)
    },
    drain: async (graceMs) => {
      draining = true
      server.close()
      for (const response of inProgress) response.shouldKeepAlive = false
      for (const end = performance.now() + graceMs; inProgress.size > 0 && performance.now() < end;)
        await pause(20)
      return inProgress.size
    },
    stop,
  }
}

/**
 * Serves functions on a free loopback port and registers them with the client's server.
 * @param origin where the server reaches them, when not on that port.
 * @throws Error with the server's reason when it rejects the registration.
 */
export async function serveFunctions(
  client: Inngest,
  functions: InngestFunction.Any[],
  origin?: string,
): Promise<App> {
  const app = await openApp(client, functions, origin)
  try {
    await app.register()
    return app
  } catch (error) {
    await app.stop()
    throw error
  }
}
