import { randomBytes } from 'node:crypto'
import { systemClock } from './clock'
import { refreshProductClock } from './engine/product-clock'
import { AppError, ERROR_CODES, toAppError } from './errors'
import { log } from './log'
import { RateLimiter, REQUESTS_PER_ADDRESS, secondsToWait } from './rate-limit'
import { securityHeaders } from './security-headers'
import { isHttps } from './session-cookie'

const rejections = new RateLimiter(REQUESTS_PER_ADDRESS)

/**
 * Whether a request to tRPC or next-auth came through the proxy: one with a body of a form's size, of which the proxy may
 * keep a copy, or with none. `config.matcher` in src/proxy.ts says the same.
 */
export function passesProxy(headers: Headers): boolean {
  return !headers.has('transfer-encoding') && /^\d{1,5}$/.test(headers.get('content-length') ?? '0')
}

/**
 * The headers and the limit per address that the proxy gives, for the routes that it leaves alone: it would keep a copy of
 * their body in memory, cut at 10 MB. Only rejected requests are counted: one gateway posts for hundreds of channels.
 */
export async function besideProxy(request: Request, work: () => Promise<Response>): Promise<Response> {
  const wait = secondsToWait(rejections, request.headers, systemClock(), 0)
  const response =
    wait > 0 ? new Response(null, { status: 429, headers: { 'retry-after': String(wait) } }) : await work()
  if (wait === 0 && response.status >= 400 && response.status < 500)
    secondsToWait(rejections, request.headers, systemClock())
  const nonce = randomBytes(16).toString('base64')
  const secured = securityHeaders({ nonce, https: isHttps(), development: false })
  for (const [name, value] of Object.entries(secured)) response.headers.set(name, value)
  return response
}

/** The entry point of every webhook. A rejection gives only its status, nothing of what is behind the address. */
export async function answerMachine(what: string, work: () => Promise<Response>): Promise<Response> {
  try {
    await refreshProductClock()
    return await work()
  } catch (error) {
    const { code } = toAppError(error)
    if (code === 'INTERNAL') log('http').error({ err: error, what }, 'a machine could not be answered')
    return new Response(null, { status: ERROR_CODES[code].http })
  }
}

/** The body as it came, unless it is larger, in bytes: then no more of it is read. @throws AppError TOO_LARGE */
export async function readAtMost(request: Request, largest: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new AppError('TOO_LARGE', 'O que foi enviado é grande demais. Divida em partes menores.')
  if (Number(request.headers.get('content-length') ?? 0) > largest) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length
    if (size > largest) throw tooLarge()
    chunks.push(part.value)
  }
  return Buffer.concat(chunks)
}
