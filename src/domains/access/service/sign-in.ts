import { accountDatabase } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { clientKey } from '~/kernel/rate-limit'
import type { RequestInfo } from '~/kernel/tenancy/unit'
import { passwordMatches } from '../passwords'
import { reserveAttempt, settleAttempt } from './attempts'
import { endSession, sessionUser } from './session'
import { auditEverywhere } from './user-audit'

export type Credentials = { email: string; password: string }
export type SignedIn = { id: string; sessionVersion: number }

const WRONG = 'E-mail ou senha não conferem.'

/**
 * Checks an e-mail and a password under the limits per account and per address.
 * @throws AppError UNAUTHENTICATED, the same for every cause; TOO_MANY_TRIES with the time to wait.
 */
export async function signIn(input: Credentials, request: RequestInfo, now: Date): Promise<SignedIn> {
  const account = input.email.trim().toLowerCase().slice(0, 254)
  const attempt = await reserveAttempt(account, clientKey(request.ip), now)
  const user = await accountDatabase().prisma.user.findUnique({
    where: { email: account },
    select: { id: true, name: true, passwordHash: true, active: true, sessionVersion: true },
  })
  const matches = await passwordMatches(user?.passwordHash ?? null, input.password)
  const accepted = user !== null && matches && user.active
  if (user) await auditEverywhere(user, accepted ? 'user.signed_in' : 'user.sign_in_failed', request, now)
  log('auth').info({ userId: user?.id ?? null, accepted }, 'sign-in')
  if (!accepted) throw new AppError('UNAUTHENTICATED', WRONG)
  await settleAttempt(attempt, now)
  return { id: user.id, sessionVersion: user.sessionVersion }
}

/** Ends the session that a token names; a token that is no session any more changes nothing. */
export async function signOut(
  token: { userId?: string | undefined; sessionVersion?: number | undefined; sessionId?: string | undefined },
  request: RequestInfo,
  now: Date,
): Promise<void> {
  const { userId, sessionVersion, sessionId } = token
  if (!userId || sessionVersion === undefined || !sessionId) return
  const user = await sessionUser({ userId, sessionVersion, sessionId }, now)
  if (!user) return
  await endSession(sessionId, now)
  await auditEverywhere(user, 'user.signed_out', request, now)
}
