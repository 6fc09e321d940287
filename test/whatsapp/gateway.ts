import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { provideEnv } from '~/env'
import { entryOf, specOf } from './spec'

export type Seen = { method: string; path: string; headers: IncomingHttpHeaders; body: unknown }
type Answer = {
  status?: number
  json?: unknown
  text?: string
  bytes?: Buffer
  headers?: Record<string, string>
}
/** `hang`: takes the request and never answers. `drop`: takes it and closes the connection. A function: what happens meanwhile. */
export type Reply = Answer | 'hang' | 'drop' | (() => Promise<Answer>)

/**
 * A local gateway. Every request with a body is checked against the spec `name`; what isn't named in `replies`
 * (`METHOD /path`, query left out) gets 404. `{name}` of the spec's own paths is matched.
 */
export function useGateway(name: 'waha' | 'meta' | 'evolution' | 'wppconnect') {
  const seen: Seen[] = []
  const replies = new Map<string, Reply | Reply[]>()
  const complaints: string[] = []
  const check = specOf(name)
  let server: Server

  beforeAll(async () => {
    provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => void answer())
      const answer = async () => {
        const [method, path] = [request.method ?? '', request.url ?? '']
        const text = Buffer.concat(chunks).toString('utf8')
        const body: unknown = text === '' ? null : JSON.parse(text)
        seen.push({ method, path, headers: request.headers, body })
        const entry = entryOf(name, method, path)
        if (text !== '') complaints.push(...check(entry ?? `${method} ${path}`, body))
        const key = `${method} ${path.split('?')[0] ?? ''}`
        const given = replies.get(key)
        const next = Array.isArray(given) ? given.shift() : given
        const reply = typeof next === 'function' ? await next() : next
        if (reply === 'hang') return
        if (reply === 'drop') {
          request.socket.destroy()
          return
        }
        const { status = 200, json, text: plain, bytes, headers = {} } = reply ?? { status: 404 }
        response.writeHead(status, {
          'content-type': plain === undefined ? 'application/json' : 'text/plain',
          ...headers,
        })
        response.end(bytes ?? plain ?? JSON.stringify(json ?? {}))
      }
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  beforeEach(() => {
    seen.length = 0
    complaints.length = 0
    replies.clear()
  })
  return {
    seen,
    on: (key: string, reply: Reply | Reply[]) => replies.set(key, reply),
    url: () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    /** The requests so far were all as published. */
    expectContract: () => {
      expect(complaints).toEqual([])
    },
  }
}
