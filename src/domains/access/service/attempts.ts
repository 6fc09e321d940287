import { setTimeout as pause } from 'node:timers/promises'
import { accountDatabase } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { LIMITS, OLDEST_SECONDS, secondsToWait, waitInWords, type Limits } from '../rules'

/** Another process may end a wait (a password chosen by link): a known one is looked up again after this long. */
const BELIEVED_MS = 5_000
const MAX_WAITS = 20_000
/** Looks at a key that another try has locked, each after a pause, before the try is rejected. */
const MAX_LOOKS = 40
const PAUSE_MS = 25

type Try = { account: string; address: string; now: Date; limits: Limits }
const KINDS = ['account', 'address'] as const
type Kind = (typeof KINDS)[number]

/**
 * Writes a try down as failed before anything is looked at, so that parallel tries can't pass a limit together.
 * A try that is rejected isn't counted: the wait that was announced stays true. `address` is a client's key
 * (kernel/rate-limit). No connection waits for another try: the tries of an address queue in this process, those of an
 * account come back after a pause, and while a wait is known a rejection costs no query.
 * @throws AppError TOO_MANY_TRIES
 */
export async function reserveAttempt(
  account: string,
  address: string,
  now: Date,
  limits: Limits = LIMITS,
): Promise<bigint> {
  const attempt = { account, address, now, limits }
  rejectKnown(attempt)
  for (let look = 0; look < MAX_LOOKS; look++) {
    const id = await accountDatabase().tries.run(address, () => {
      // Those that queued before it may have used up the limit.
      rejectKnown(attempt)
      return reserve(attempt)
    })
    if (id !== null) return id
    await pause(PAUSE_MS)
  }
  throw tooManyTries(1)
}

/** The tries of an account were cleared: the next one is checked. */
export function forgetWait(account: string): void {
  accountDatabase().waits.delete(keyOf('account', account))
}

/** @returns null when another try of the same account or address is being written down. */
function reserve(attempt: Try): Promise<bigint | null> {
  const { account, address, now, limits } = attempt
  return accountDatabase().prisma.$transaction(
    async (db) => {
      const [lock] = await db.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(1, hashtext(${account}))
          AND pg_try_advisory_xact_lock(2, hashtext(${address})) AS mine`
      if (!lock?.mine) return null
      const since = new Date(now.getTime() - OLDEST_SECONDS * 1000)
      for (const kind of KINDS) {
        const rows = await db.signInAttempt.findMany({
          where: { [kind]: attempt[kind], at: { gt: since }, succeeded: false },
          select: { at: true },
          orderBy: { at: 'desc' },
          take: Math.max(...limits[kind].map((window) => window.failures)),
        })
        const failures = rows.map((row) => row.at)
        remember(keyOf(kind, attempt[kind]), now, secondsToWait(failures, limits[kind], now))
      }
      rejectKnown(attempt)
      const row = await db.signInAttempt.create({
        data: { account, address, succeeded: false, at: now },
        select: { id: true },
      })
      return row.id
    },
    { maxWait: 10_000 },
  )
}

const keyOf = (kind: Kind, value: string) => `${kind} ${value}`

function remember(key: string, now: Date, seconds: number): void {
  const { waits } = accountDatabase()
  waits.delete(key)
  if (seconds === 0) return
  waits.set(key, { until: now.getTime() + seconds * 1000, at: now.getTime() })
  const [oldest] = waits.keys()
  if (waits.size > MAX_WAITS && oldest !== undefined) waits.delete(oldest)
}

/** @throws AppError TOO_MANY_TRIES while a wait that was found a moment ago lasts. */
function rejectKnown(attempt: Try): void {
  const { waits } = accountDatabase()
  const now = attempt.now.getTime()
  const left = KINDS.map((kind) => {
    const known = waits.get(keyOf(kind, attempt[kind]))
    return known && Math.abs(now - known.at) < BELIEVED_MS ? Math.ceil((known.until - now) / 1000) : 0
  })
  const wait = Math.max(...left)
  if (wait > 0) throw tooManyTries(wait)
}

function tooManyTries(seconds: number): AppError {
  return new AppError(
    'TOO_MANY_TRIES',
    `Muitas tentativas. Espere ${waitInWords(seconds)} e tente de novo.`,
    {
      retryAfterSeconds: seconds,
    },
  )
}

/** The try succeeded; tries too old to decide anything are dropped on the way. */
export async function settleAttempt(id: bigint, now: Date): Promise<void> {
  const { prisma } = accountDatabase()
  await prisma.signInAttempt.update({ where: { id }, data: { succeeded: true }, select: { id: true } })
  await prisma.signInAttempt.deleteMany({
    where: { at: { lt: new Date(now.getTime() - OLDEST_SECONDS * 1000) } },
  })
}
