import NextAuth from 'next-auth'
import { NextRequest } from 'next/server'
import { ERROR_CODES, toAppError } from '~/kernel/errors'
import { besideProxy, passesProxy, readAtMost } from '~/kernel/inbound'
import { requestInfo } from '~/kernel/request-info'
import { authOptions } from '~/domains/access/auth-options'

type Context = { params: Promise<{ nextauth: string[] }> }

/** An e-mail, a password and a token. */
const MAX_BYTES = 16 * 1024

/** The options are read at run time: the secret isn't known while the portal is built. */
async function answer(request: NextRequest, context: Context): Promise<Response> {
  const status = rejectionStatus(request)
  if (status) return new Response(null, { status })
  try {
    const from = requestInfo(request.headers, request.nextUrl.pathname)
    return (await NextAuth(await withForm(request), context, authOptions(from))) as Response
  } catch (error) {
    const { code } = toAppError(error)
    if (code === 'INTERNAL') throw error
    return new Response(null, { status: ERROR_CODES[code].http })
  }
}

/**
 * The status for what next-auth breaks on, or works on for as long as a visitor wants: JSON, which no page of ours sends;
 * a callback that isn't posted; and what can't stand in a header, where it repeats an address's values. 0 for none.
 */
function rejectionStatus({ method, headers, nextUrl }: NextRequest): number {
  if ([...nextUrl.searchParams.values()].some((value) => /[\0\r\n]/.test(value))) return 400
  if (method !== 'POST') return nextUrl.pathname.startsWith('/api/auth/callback/') ? 405 : 0
  const type = headers.get('content-type')
  return type === null || /^application\/x-www-form-urlencoded\b/i.test(type) ? 0 : 415
}

/** The same request with its body in hand, unless it is larger than a form of ours. @throws AppError TOO_LARGE */
async function withForm(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request
  const body = new Uint8Array(await readAtMost(request, MAX_BYTES))
  return new NextRequest(request.url, { method: 'POST', headers: request.headers, body })
}

function handle(request: NextRequest, context: Context): Promise<Response> {
  return passesProxy(request.headers)
    ? answer(request, context)
    : besideProxy(request, () => answer(request, context))
}

export { handle as GET, handle as POST }
