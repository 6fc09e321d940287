import { decode } from 'next-auth/jwt'
import { z } from 'zod'
import { authorize, sessionUser } from '~/domains/access/service/session'
import { productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { orAway } from '~/kernel/database-away'
import { AppError } from '~/kernel/errors'
import { requestInfo } from '~/kernel/request-info'
import { sessionSecret } from '~/kernel/session-cookie'
import type { SessionUser, TrpcContext } from '~/kernel/trpc'

const claims = z.object({
  sub: z.uuid(),
  v: z.number().int(),
  sid: z.uuid().optional(),
  since: z.number().optional(),
})

/** The user behind a session cookie's value; null when it is absent, broken, expired or no longer valid. */
export async function userOfToken(token: string | undefined): Promise<SessionUser | null> {
  if (!token) return null
  const payload = await decode({ token, secret: sessionSecret() }).catch(() => null)
  const parsed = claims.safeParse(payload)
  if (!parsed.success) return null
  const { sub, v, sid, since } = parsed.data
  return sessionUser({ userId: sub, sessionVersion: v, sessionId: sid, since })
}

/** What procedures know of a request, the same for tRPC over HTTP and for server components. */
export async function createContext(
  token: string | undefined,
  headers: Headers,
  path: string | null,
): Promise<TrpcContext> {
  await orAway(refreshProductClock())
  const user = await orAway(userOfToken(token))
  const request = requestInfo(headers, path)
  return {
    user,
    request,
    now: productClock,
    authorize: async (slug, minRole) => {
      if (!user) throw new AppError('UNAUTHENTICATED', 'Sua sessão terminou. Entre de novo.')
      return authorize(user, slug, minRole, request, productClock)
    },
  }
}
