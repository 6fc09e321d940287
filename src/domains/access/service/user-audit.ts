import { audit } from '~/kernel/audit'
import { withEmpresa, type RequestInfo } from '~/kernel/tenancy/unit'
import { asUser } from './session'

/** Writes what a person did about their own account to the log of each empresa that they work in. */
export async function auditEverywhere(
  user: { id: string; name: string },
  action: string,
  request: RequestInfo,
  now: Date,
): Promise<void> {
  const memberships = await asUser(user.id, (db) =>
    db.membership.findMany({ where: { userId: user.id }, select: { empresaId: true, role: true } }),
  )
  for (const { empresaId, role } of memberships) {
    const actor = { kind: 'user', userId: user.id, name: user.name, role } as const
    await withEmpresa({ empresaId, actor, request, now: () => now }, (ctx) =>
      audit(ctx, { action, entity: 'user', entityId: user.id }),
    )
  }
}
