import 'server-only'
import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { AWAY_DIGEST } from '~/kernel/database-away'
import { createCallerFactory, type TrpcContext } from '~/kernel/trpc'
import { sessionCookie } from '~/kernel/session-cookie'
import { createContext } from './context'
import { appRouter } from './router'

const createCaller = createCallerFactory(appRouter)
export type Caller = ReturnType<typeof createCaller>

/** Context of the request being rendered; the user is read once per request. */
export const requestContext = cache(async (): Promise<TrpcContext> => {
  const jar = await cookies()
  return createContext(jar.get(sessionCookie().name)?.value, await headers(), null)
})

/**
 * Procedures for server components, bound to the request. A missing or foreign thing shows the not-found page;
 * no session leads to /entrar. Other errors reach the nearest error boundary.
 */
export const portal = cache(async (): Promise<Caller> =>
  createCaller(await requestContext(), {
    onError: ({ error }) => {
      if (error.code === 'NOT_FOUND') notFound()
      if (error.code === 'UNAUTHORIZED') redirect('/entrar')
      if (error.code === 'SERVICE_UNAVAILABLE') Object.assign(error, { digest: AWAY_DIGEST })
    },
  }),
)
