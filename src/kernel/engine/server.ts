import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type pg from 'pg'
import { z } from 'zod'
import { log } from '../log'
import { INSERT_EVENTS, type EventRow } from './outbox'
import { parseRegistration, type RegisteredFunction } from './registration'
import { hashSigningKey, sameSecret } from './signature'

/** A batch of events of 3 MB is the real server's limit as well. */
const MAX_BODY = 3_000_000

const incoming = z.array(
  z.object({
    id: z.string().optional(),
    name: z.string().min(1),
    data: z.record(z.string(), z.unknown()).default({}),
    ts: z.number().optional(),
  }),
)

type Options = {
  pool: pg.Pool
  eventKey: string
  signingKey: string
  register(app: string, functions: RegisteredFunction[]): Promise<void>
}
type Reply = { status: number; body: Record<string, unknown> }

/** The two endpoints of Inngest's API that the SDK needs, on a free loopback port. */
export async function startEngineServer(options: Options): Promise<{ url: string; stop(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    void handle(request, options)
      .catch((error: unknown): Reply => {
        log('engine').error({ err: error }, 'a request to the engine failed')
        return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } }
      })
      .then(({ status, body }) => {
        response
          .writeHead(status, { 'Content-Type': 'application/json' })
          .end(JSON.stringify({ status, ...body }))
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(request: http.IncomingMessage, options: Options): Promise<Reply> {
  const path = new URL(request.url ?? '/', 'http://engine').pathname
  if (request.method !== 'POST') return { status: 404, body: { error: 'not found' } }
  if (path === '/fn/register') {
    const given = request.headers.authorization ?? ''
    if (!sameSecret(given, `Bearer ${hashSigningKey(options.signingKey)}`)) {
      return { status: 401, body: { error: 'wrong signing key' } }
    }
    return register(await readJson(request), options)
  }
  if (path.startsWith('/e/')) {
    if (!sameSecret(path.slice(3), options.eventKey))
      return { status: 401, body: { error: 'wrong event key' } }
    return ingest(
      await readJson(request),
      String(request.headers['x-inngest-event-id-seed'] ?? ''),
      options.pool,
    )
  }
  return { status: 404, body: { error: `the embedded engine has no ${path}` } }
}

async function register(body: unknown, options: Options): Promise<Reply> {
  try {
    const { app, functions } = parseRegistration(body)
    await options.register(app, functions)
    return { status: 200, body: { ok: true, modified: true } }
  } catch (error) {
    return {
      status: 400,
      body: { error: error instanceof Error ? error.message : String(error), modified: false },
    }
  }
}

/** Events of one request are stored together. The SDK's own retries carry the same seed and store nothing twice. */
async function ingest(body: unknown, seed: string, pool: pg.Pool): Promise<Reply> {
  const events = incoming.safeParse(Array.isArray(body) ? body : [body])
  if (!events.success) return { status: 400, body: { error: z.prettifyError(events.error) } }
  const rows = events.data.map((event, index): EventRow => ({
    id: event.id ?? (seed ? `${seed}:${index}` : randomUUID()),
    name: event.name,
    data: event.data,
    ts: event.ts === undefined ? undefined : new Date(event.ts).toISOString(),
  }))
  await pool.query(INSERT_EVENTS, [JSON.stringify(rows)])
  return { status: 200, body: { ids: rows.map((row) => row.id) } }
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) throw new Error('the request is too large')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString() || 'null')
}
