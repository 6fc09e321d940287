import { audit, type AuditLine } from '~/kernel/audit'
import { withEmpresa, type Actor, type RequestInfo } from '~/kernel/tenancy/unit'
import type { Role } from '~/kernel/trpc'
import { asUser } from './session'

/** Writes what a user did about their own account to the log of each empresa that they work in. */
export function auditEverywhere(
  user: { id: string; name: string },
  action: string,
  request: RequestInfo,
  now: Date,
  change: Pick<AuditLine, 'before' | 'after'> = {},
): Promise<void> {
  return eachEmpresa(
    user.id,
    (role) => ({
      actor: { kind: 'user', userId: user.id, name: user.name, role },
      request,
      now,
    }),
    { action, ...change },
  )
}

/** Writes what another actor did about a user's account to the log of each empresa that the user works in. */
export function auditAbout(
  userId: string,
  by: { actor: Actor; request: RequestInfo; now: Date },
  line: Pick<AuditLine, 'action' | 'before' | 'after'>,
): Promise<void> {
  return eachEmpresa(userId, () => by, line)
}

async function eachEmpresa(
  userId: string,
  byOf: (role: Role) => { actor: Actor; request: RequestInfo; now: Date },
  line: Pick<AuditLine, 'action' | 'before' | 'after'>,
): Promise<void> {
  const memberships = await asUser(userId, (db) =>
    db.membership.findMany({ where: { userId }, select: { empresaId: true, role: true } }),
  )
  for (const { empresaId, role } of memberships) {
    const { actor, request, now } = byOf(role)
    await withEmpresa({ empresaId, actor, request, now: () => now }, (ctx) =>
      audit(ctx, { ...line, entity: 'user', entityId: userId }),
    )
  }
}
