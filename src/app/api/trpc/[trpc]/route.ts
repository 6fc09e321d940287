import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { cookies } from 'next/headers'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { besideProxy, passesProxy, readAtMost } from '~/kernel/inbound'
import { refuseHeavyJson } from '~/kernel/json-bounds'
import { isOwnPage } from '~/kernel/same-origin'
import { sessionCookie } from '~/kernel/session-cookie'
import type { EntryMeta } from '~/kernel/trpc'
import { createContext } from '~/wiring/context'
import { appRouter } from '~/wiring/router'

/** Calls in one request: it counts as one towards the limit of its address. The client sends no more either. */
const MAX_CALLS = 20
/** Bytes that a visitor's request may have, and a signed-in user's, unless a procedure declares more (`bodyBytes`). */
const VISITOR_BYTES = 64 * 1024
const USER_BYTES = 256 * 1024

/** The session is read before any byte of the input; the input's size and depth are checked before it is parsed. */
async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  try {
    if (request.method !== 'GET' && !isOwnPage(request.headers))
      throw new AppError('FORBIDDEN', 'O pedido não veio desta página. Recarregue e tente de novo.')
    const token = (await cookies()).get(sessionCookie().name)?.value
    const context = createContext(token, request.headers, pathname)
    // One that fails is tRPC's to answer, in the words that its client reads.
    const user = await context.then(
      (found) => found.user,
      () => null,
    )
    refuseHeavyJson(searchParams.get('input') ?? '')
    const read =
      request.method === 'GET' ? request : await readJson(request, user ? largest(pathname) : VISITOR_BYTES)
    return await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: read,
      router: appRouter,
      maxBatchSize: MAX_CALLS,
      createContext: () => context,
      responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store' }) }),
    })
  } catch (error) {
    const { code, message } = toAppError(error)
    if (code === 'INTERNAL') throw error
    return Response.json({ error: message }, { status: ERROR_CODES[code].http })
  }
}

/** Every procedure by its dotted name, as tRPC keeps them. */
const procedures = new Map(
  Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { meta?: EntryMeta } }>),
)

/** The most that any of the procedures named in the address takes. */
function largest(pathname: string): number {
  const names = pathname.replace('/api/trpc/', '').split(',')
  const declared = names.map((name) => procedures.get(name)?._def.meta?.bodyBytes ?? 0)
  return Math.max(USER_BYTES, ...declared)
}

/** The same request with its body in hand. Forms and files, which tRPC would take too, are no input of ours. */
async function readJson(request: Request, limit: number): Promise<Request> {
  const body = await readAtMost(request, limit)
  if (body.length > 0 && !/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new AppError('BAD_INPUT', 'Pedido malformado.')
  refuseHeavyJson(Buffer.from(body).toString('utf8'))
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, signal, body: new Uint8Array(body) })
}

function handle(request: Request): Promise<Response> {
  return passesProxy(request.headers) ? answer(request) : besideProxy(request, () => answer(request))
}

export { handle as GET, handle as POST }
