import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Inngest, InngestFunction } from 'inngest'
import { serve } from 'inngest/node'

const PATH = '/api/inngest'

/**
 * Serves functions on a free loopback port and registers them with the client's server.
 * @param origin where the server reaches them, when not on that port.
 * @throws Error with the server's reason when it refuses the registration.
 */
export async function serveFunctions(
  client: Inngest,
  functions: InngestFunction.Any[],
  origin?: string,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = http.createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const own = `http://127.0.0.1:${port}`
  server.on('request', serve({ client, functions, servePath: PATH, serveOrigin: origin ?? own }))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const response = await fetch(own + PATH, { method: 'PUT' })
  if (response.ok) return { port, stop }
  await stop()
  throw new Error(`the functions were not registered: ${await response.text()}`)
}
