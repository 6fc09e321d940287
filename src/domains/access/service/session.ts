import { systemClock } from '~/kernel/clock'
import { accountDatabase, type Tx } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { isStorable } from '~/kernel/storable'
import { SESSION_MAX_SECONDS, SESSION_SECONDS } from '~/kernel/session-cookie'
import type { EmpresaScope, RequestInfo } from '~/kernel/tenancy/unit'
import type { Role, SessionUser } from '~/kernel/trpc'
import { reaches } from '../rules'
import type { MyEmpresa } from '../schema'

/** A transaction that sees what names this user: their memberships and those empresas. */
export function asUser<T>(userId: string, work: (db: Tx) => Promise<T>): Promise<T> {
  const { prisma, sessions } = accountDatabase()
  return sessions.run(userId, () =>
    prisma.$transaction(
      async (db) => {
        await db.$queryRaw`SELECT set_config('app.user_id', ${userId}, true)`
        return work(db)
      },
      // A busy pool is waited for, as units of work do, instead of signing users out.
      { maxWait: 10_000 },
    ),
  )
}

/** What a session's token says: whose it is, which one, and when the user signed in (seconds). */
export type SessionToken = {
  userId: string
  sessionVersion: number
  sessionId?: string | undefined
  since?: number | undefined
}

type Found = { id: string; name: string; email: string }

/** The user a token names, read at every request: null when deactivated, deleted, signed out here or everywhere, or too old. */
export async function sessionUser(
  token: SessionToken,
  now: Date = systemClock(),
): Promise<SessionUser | null> {
  if (token.since !== undefined && now.getTime() / 1000 - token.since > SESSION_MAX_SECONDS) return null
  const { prisma, sessions } = accountDatabase()
  const [user] = await sessions.run(
    token.userId,
    () => prisma.$queryRaw<Found[]>`
      SELECT id, name, email FROM users
      WHERE id = ${token.userId}::uuid AND active AND session_version = ${token.sessionVersion}
        AND NOT EXISTS (SELECT FROM ended_sessions WHERE id = ${token.sessionId ?? null}::uuid)`,
  )
  return user ?? null
}

/** Ends one session: its token, and every copy and renewal of it, opens nothing any more. */
export async function endSession(sessionId: string, now: Date): Promise<void> {
  const { prisma } = accountDatabase()
  await prisma.endedSession.createMany({ data: { id: sessionId, endedAt: now }, skipDuplicates: true })
  // No token lives that long: what was ended before can't come back.
  const over = new Date(now.getTime() - (SESSION_MAX_SECONDS + SESSION_SECONDS) * 1000)
  await prisma.endedSession.deleteMany({ where: { endedAt: { lt: over } } })
}

/** The empresas a user works in, by name. */
export async function listEmpresas(userId: string): Promise<MyEmpresa[]> {
  const rows = await asUser(userId, (db) =>
    db.membership.findMany({
      where: { userId },
      select: { role: true, empresa: { select: { slug: true, name: true } } },
      orderBy: [{ empresa: { name: 'asc' } }, { empresaId: 'asc' }],
    }),
  )
  return rows.map(({ role, empresa }) => ({ ...empresa, role }))
}

/**
 * The right of a user to work in an empresa, read from the database at every request.
 * @throws AppError NOT_FOUND alike for a missing and a foreign empresa; FORBIDDEN for a role below `minRole`.
 */
export async function authorize(
  user: SessionUser,
  slug: string,
  minRole: Role,
  request: RequestInfo,
  now: () => Date,
): Promise<EmpresaScope> {
  const find = () =>
    asUser(user.id, (db) =>
      db.membership.findFirst({
        where: { userId: user.id, empresa: { slug } },
        select: { empresaId: true, role: true },
      }),
    )
  const found = isStorable(slug) ? await find() : null
  if (!found) throw new AppError('NOT_FOUND', 'Não encontramos esta empresa, ou você não participa dela.')
  if (!reaches(found.role, minRole)) {
    throw new AppError('FORBIDDEN', 'Seu papel nesta empresa não permite isso. Peça a um administrador.')
  }
  const actor = { kind: 'user', userId: user.id, name: user.name, role: found.role } as const
  return { empresaId: found.empresaId, actor, request, now }
}
