import { database } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { LIMITS, OLDEST_SECONDS, secondsToWait, waitInWords, type Limits } from '../rules'

/**
 * Writes a try down as failed before anything is looked at, so that parallel tries can't pass a limit together.
 * A try that is refused isn't counted: the wait that was told stays true. `address` is a client's key (kernel/rate-limit).
 * @throws AppError TOO_MANY_TRIES
 */
export function reserveAttempt(
  account: string,
  address: string,
  now: Date,
  limits: Limits = LIMITS,
): Promise<bigint> {
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
        take: Math.max(...limits[key].map((window) => window.failures)),
      })
      waits.push(
        secondsToWait(
          rows.map((row) => row.at),
          limits[key],
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
export async function settleAttempt(id: bigint, now: Date): Promise<void> {
  const { prisma } = database()
  await prisma.signInAttempt.update({ where: { id }, data: { succeeded: true }, select: { id: true } })
  await prisma.signInAttempt.deleteMany({
    where: { at: { lt: new Date(now.getTime() - OLDEST_SECONDS * 1000) } },
  })
}
