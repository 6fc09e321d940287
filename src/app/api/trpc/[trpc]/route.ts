import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { cookies } from 'next/headers'
import { isOwnPage } from '~/kernel/same-origin'
import { sessionCookie } from '~/kernel/session-cookie'
import { createContext } from '~/wiring/context'
import { appRouter } from '~/wiring/router'

/** Calls in one request: it counts as one towards the limit of its address. The client sends no more either. */
const MOST_CALLS = 20

async function handle(request: Request): Promise<Response> {
  if (request.method !== 'GET' && !isOwnPage(request.headers)) {
    return Response.json(
      { error: 'O pedido não veio desta página. Recarregue e tente de novo.' },
      { status: 403 },
    )
  }
  const token = (await cookies()).get(sessionCookie().name)?.value
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    maxBatchSize: MOST_CALLS,
    createContext: () => createContext(token, request.headers, new URL(request.url).pathname),
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store' }) }),
  })
}

export { handle as GET, handle as POST }
