import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Logger } from 'pino'
import { z } from 'zod'
import { groupsOf, message, sendBy, type Logins } from './ask-whatsapp.ts'
import { HeldElsewhere, type Fleet } from './fleet.ts'
import { fetchMedia, mediaRequest, type Fetched } from './media.ts'
import { LeaseLost, PortalAway, PortalRefused, type Address } from './portal.ts'

type Answer = { status: number; json?: unknown }
/** Files come inside, in base64. */
const LARGEST = 32 * 1024 * 1024

const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
const PATH = new RegExp(`^/sessions/(${UUID})/(${UUID})(?:/(logout|messages|media|groups))?$`)
const start = z.object({
  pairingPhone: z
    .string()
    .regex(/^\d{8,15}$/)
    .optional(),
})

class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** The portal's gateway to the sessions of this process. Every request carries the shared token. */
export function serve(fleet: Fleet, token: string, logger: Logger): Server {
  const logins = new Map<string, Logins>()
  return createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Answer => failure(error, logger))
      .then(({ status, json }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        response.end(json === undefined ? '' : JSON.stringify(json))
      })
      .catch((error: unknown) => {
        logger.error(error, 'answer not written')
      })
  })

  async function answer(request: IncomingMessage): Promise<Answer> {
    if (request.url === '/health') return { status: 200, json: { ok: true } }
    if (!sameText(request.headers.authorization ?? '', `Bearer ${token}`)) return { status: 401 }
    const [, empresaId, connectionId, part] = PATH.exec(request.url ?? '') ?? []
    if (!empresaId || !connectionId) return { status: 404 }
    const address = { empresaId, connectionId }
    switch (`${request.method ?? ''} ${part ?? ''}`.trim()) {
      case 'PUT': {
        const asked = start.parse(await bodyOf(request))
        return { status: 200, json: await fleet.start(address, asked.pairingPhone ?? null) }
      }
      case 'GET': {
        const snapshot = fleet.look(address)
        return snapshot ? { status: 200, json: snapshot } : { status: 404 }
      }
      case 'DELETE':
        await fleet.disconnect(address)
        return { status: 204 }
      case 'POST logout':
        await fleet.logout(address)
        return { status: 204 }
      default:
        return question(request, address, part)
    }
  }

  async function question(
    request: IncomingMessage,
    address: Address,
    part: string | undefined,
  ): Promise<Answer> {
    const session = fleet.session(address)
    if (!session) return { status: 404 }
    const key = `${address.empresaId}/${address.connectionId}`
    const known = logins.get(key) ?? new Map<string, string>()
    logins.set(key, known)
    switch (`${request.method ?? ''} ${part ?? ''}`) {
      case 'POST messages':
        return { status: 200, json: await sendBy(session, message.parse(await bodyOf(request)), known) }
      case 'POST media':
        return mediaAnswer(await fetchMedia(session.socket(), mediaRequest.parse(await bodyOf(request)).ref))
      case 'GET groups':
        return { status: 200, json: await groupsOf(session) }
      default:
        return { status: 405 }
    }
  }
}

function mediaAnswer(fetched: Fetched): Answer {
  switch (fetched.outcome) {
    case 'file':
      return { status: 200, json: { base64: fetched.bytes.toString('base64') } }
    case 'gone':
      return { status: 410 }
    case 'tooLarge':
      return { status: 413 }
    case 'broken':
      return { status: 502 }
  }
}

function failure(error: unknown, logger: Logger): Answer {
  if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError)
    return { status: 400 }
  if (error instanceof TooLarge) return { status: 413 }
  if (error instanceof HeldElsewhere || error instanceof LeaseLost) return { status: 409 }
  if (error instanceof PortalAway) return { status: 503 }
  if (error instanceof PortalRefused) return { status: 502 }
  logger.error(error, 'request failed')
  return { status: 500 }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST) throw new TooLarge('body')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
