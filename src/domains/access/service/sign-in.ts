import { database } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import type { RequestInfo } from '~/kernel/tenancy/unit'
import { passwordMatches } from '../passwords'
import { LIMITS, OLDEST_SECONDS, secondsToWait, waitInWords } from '../rules'
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
  const attempt = await reserveAttempt(account, request.ip ?? 'unknown', now)
  const user = await database().prisma.user.findUnique({
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

/**
 * Writes the try down as failed before the password is looked at, so that parallel tries can't pass a limit together.
 * A try that is refused isn't counted: the wait that was told stays true.
 */
function reserveAttempt(account: string, address: string, now: Date): Promise<bigint> {
  return database().prisma.$transaction(async (db) => {
    await db.$queryRaw`SELECT 1 AS locked FROM pg_advisory_xact_lock(1, hashtext(${account}))`
    await db.$queryRaw`SELECT 1 AS locked FROM pg_advisory_xact_lock(2, hashtext(${address}))`
    const since = new Date(now.getTime() - OLDEST_SECONDS * 1000)
    const waits: number[] = []
    for (const [key, value] of [
      ['account', account],
      ['address', address],
    ] as const) {
      const rows = await db.signInAttempt.findMany({
        where: { [key]: value, at: { gt: since }, succeeded: false },
        select: { at: true },
        orderBy: { at: 'desc' },
        take: Math.max(...LIMITS[key].map((window) => window.failures)),
      })
      waits.push(
        secondsToWait(
          rows.map((row) => row.at),
          LIMITS[key],
          now,
        ),
      )
    }
    const wait = Math.max(...waits)
    if (wait > 0) {
      throw new AppError(
        'TOO_MANY_TRIES',
        `Muitas tentativas. Espere ${waitInWords(wait)} e tente de novo.`,
        {
          retryAfterSeconds: wait,
        },
      )
    }
    const row = await db.signInAttempt.create({
      data: { account, address, succeeded: false, at: now },
      select: { id: true },
    })
    return row.id
  })
}

/** The try succeeded; tries too old to decide anything are dropped on the way. */
async function settleAttempt(id: bigint, now: Date): Promise<void> {
  const { prisma } = database()
  await prisma.signInAttempt.update({ where: { id }, data: { succeeded: true }, select: { id: true } })
  await prisma.signInAttempt.deleteMany({
    where: { at: { lt: new Date(now.getTime() - OLDEST_SECONDS * 1000) } },
  })
}
