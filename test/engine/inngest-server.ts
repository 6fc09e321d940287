import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

export type InngestServer = {
  /** Addresses that were registered, in order. */
  urls: string[]
  /** Ids of the events that arrived, in order. */
  events: string[]
  url: string
  stop: () => Promise<void>
}

const registration = z.object({ url: z.string() })
const batch = z.array(z.object({ id: z.string() }))

/** The two endpoints of an Inngest server that notes what reaches it, and calls nothing. Stopped with the test. */
export async function startInngestServer(port = 0): Promise<InngestServer> {
  const urls: string[] = []
  const events: string[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
      const isEvents = request.url?.startsWith('/e/')
      if (isEvents) events.push(...batch.parse(body).map(({ id }) => id))
      else urls.push(registration.parse(body).url)
      const answer = isEvents ? { status: 200, ids: events } : { ok: true, modified: true }
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(stop)
  return { urls, events, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}
