import { randomBytes, randomUUID } from 'node:crypto'
import { decode, encode, type JWT } from 'next-auth/jwt'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { NextResponse, type NextRequest } from 'next/server'
import { env } from '~/env'
import { systemClock } from '~/kernel/clock'
import { ADDRESS_HEADER } from '~/kernel/request-info'
import { RateLimiter, REQUESTS_PER_ADDRESS, secondsToWait } from '~/kernel/rate-limit'
import { securityHeaders, withoutForged } from '~/kernel/security-headers'
import {
  ATTENDED_COOKIE,
  isHttps,
  RENEW_AFTER_SECONDS,
  SESSION_SECONDS,
  sessionCookie,
  sessionSecret,
} from '~/kernel/session-cookie'

/** Pages that need no session; everything under /api and /health answers for itself. */
const OPEN = /^\/(entrar|api|health|_next|icon|icons|favicon|robots|manifest|offline|sw)([/.]|$)/
/** Requests that a browser makes by itself: they don't keep a session alive. */
const UNATTENDED = /^\/(api\/(auth|live|inngest)|health|_next)(\/|$)/

/** Request id, security headers, rate limit, removal of forged headers, optimistic redirect. Authorisation happens behind. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl
  const nonce = randomBytes(16).toString('base64')
  const secured = securityHeaders({ nonce, https: isHttps(), development: env().NODE_ENV === 'development' })
  const headers = withoutForged(request.headers, [ADDRESS_HEADER, 'x-retoma-client'])
  const requestId = randomUUID()
  headers.set('x-request-id', requestId)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', secured['content-security-policy'] ?? '')

  const wait = secondsToWait(limiter, request.headers, systemClock())
  const token = wait > 0 ? null : await readToken(request)
  const response =
    wait > 0
      ? tooMany(wait)
      : !isReadable(pathname) || !isNavigable(request.headers)
        ? plain(400, 'Este endereço não pode ser lido. Confira e tente de novo.')
        : token || OPEN.test(pathname)
          ? NextResponse.next({ request: { headers } })
          : NextResponse.redirect(new URL(`/entrar${backTo(pathname + search)}`, request.url))
  for (const [name, value] of Object.entries(secured)) response.headers.set(name, value)
  response.headers.set('x-request-id', requestId)
  if (token && !UNATTENDED.test(pathname) && isAttended(request)) await renew(response, token)
  return response
}

// Uploads, webhooks and what machines post are not for the proxy: it would keep a copy of their body in memory, and hand on
// its beginning alone (kernel/inbound). Their addresses have no signs that need an escape. For the same reason calls and
// signing in pass only with a body of a form's size, which says its length, or with none.
// Next reads this from the text, so every value is written out.
export const config = {
  matcher: [
    '/((?!_next/static/|api/(?:arquivo|anexo)/[^/%]+$|api/webhooks/(?:loja|whatsapp)/[^/%]+$|api/baileys$|api/baileys/events$|api/inngest$|api/trpc/|api/auth/).*)',
    {
      source: '/api/(trpc|auth)/:path*',
      missing: [
        { type: 'header', key: 'content-length' },
        { type: 'header', key: 'transfer-encoding' },
      ],
    },
    {
      source: '/api/(trpc|auth)/:path*',
      has: [{ type: 'header', key: 'content-length', value: '\\d{1,5}' }],
      missing: [{ type: 'header', key: 'transfer-encoding' }],
    },
  ],
}

const limiter = new RateLimiter(REQUESTS_PER_ADDRESS)

function tooMany(seconds: number): NextResponse {
  const message = 'Muitos pedidos ao mesmo tempo. Espere um instante e tente de novo.'
  return plain(429, message, { 'retry-after': String(seconds) })
}

function plain(status: number, message: string, headers: Record<string, string> = {}): NextResponse {
  return new NextResponse(message, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  })
}

/** False for escapes that are no UTF-8: Next's router breaks on them, without a line in our log. */
function isReadable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname)
    return true
  } catch {
    return false
  }
}

/** False for a state of the router that Next's own reader throws on: it would answer 500 and log an error for each. */
function isNavigable(headers: Headers): boolean {
  try {
    parseAndValidateFlightRouterState(headers.get('next-router-state-tree') ?? undefined)
    return true
  } catch {
    return false
  }
}

function backTo(path: string): string {
  return path === '/' ? '' : `?voltar=${encodeURIComponent(path)}`
}

function isPrefetch(request: NextRequest): boolean {
  return request.headers.has('next-router-prefetch') || request.headers.get('sec-purpose') === 'prefetch'
}

/**
 * Whether the user is present: they opened the page, or moved on one in the last minutes, which its script says by a cookie
 * (ui/frame/attendance). What a page asks for by itself, live lists and polls, doesn't keep a session alive.
 */
function isAttended(request: NextRequest): boolean {
  if (isPrefetch(request)) return false
  if (request.cookies.has(ATTENDED_COOKIE)) return true
  const mode = request.headers.get('sec-fetch-mode')
  if (mode) return mode === 'navigate'
  return !request.headers.has('rsc') && (request.headers.get('accept') ?? '').includes('text/html')
}

async function readToken(request: NextRequest): Promise<JWT | null> {
  const token = request.cookies.get(sessionCookie().name)?.value
  if (!token) return null
  return decode({ token, secret: sessionSecret() }).catch(() => null)
}

/** A session in use lives on: the same claims with a new end, at most every few minutes and to an end of its own. */
async function renew(response: NextResponse, { sub, v, sid, since, iat }: JWT): Promise<void> {
  const age = systemClock().getTime() / 1000 - (typeof iat === 'number' ? iat : 0)
  if (age < RENEW_AFTER_SECONDS) return
  const { name, options } = sessionCookie()
  const value = await encode({
    token: { sub, v, sid, since },
    secret: sessionSecret(),
    maxAge: SESSION_SECONDS,
  })
  response.cookies.set({ name, value, ...options, maxAge: SESSION_SECONDS })
}
