import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { handOverSharedViews } from '~/domains/empresas/service/views'
import { audit } from '~/kernel/audit'
import { systemClock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { clientKey } from '~/kernel/rate-limit'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { Role } from '~/kernel/trpc'
import { hashPassword } from '../passwords'
import { INVITE_LIMITS, reaches } from '../rules'
import type { inviteMemberInput, member } from '../schema'
import { reserveAttempt } from './attempts'
import { addLink } from './password-links'

const GONE = 'Esta pessoa não participa da empresa.'

/** The members of the empresa, by name. */
export async function listMembers(ctx: EmpresaCtx): Promise<z.output<typeof member>[]> {
  const rows = await ctx.db.membership.findMany({
    where: { empresaId: ctx.empresaId },
    select: {
      role: true,
      active: true,
      createdAt: true,
      user: { select: { id: true, name: true, email: true, active: true } },
    },
    orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
    take: 500,
  })
  return rows.map(({ role, active, createdAt, user }) => ({
    ...user,
    role,
    active: active && user.active,
    since: createdAt,
  }))
}

/** Adds an existing user. @throws CONFLICT when they are a member already. */
export async function addMember(ctx: EmpresaCtx, input: { userId: string; role: Role }): Promise<void> {
  const { count } = await ctx.db.membership.createMany({
    data: { empresaId: ctx.empresaId, createdAt: ctx.now, ...input },
    skipDuplicates: true,
  })
  if (count === 0) throw new AppError('CONFLICT', 'Esta pessoa já participa da empresa.')
  const user = await ctx.db.user.findUnique({ where: { id: input.userId }, select: { name: true } })
  await audit(ctx, {
    action: 'member.added',
    entity: 'member',
    entityId: input.userId,
    after: { name: user?.name, role: input.role },
  })
}

/** Adds a user, or gives a member another role. @returns whether they were added. @throws as `setRole` */
export async function putMember(
  ctx: EmpresaCtx,
  input: { userId: string; role: Role },
): Promise<{ added: boolean }> {
  const where = { empresaId: ctx.empresaId, userId: input.userId }
  const added = (await ctx.db.membership.count({ where })) === 0
  await (added ? addMember(ctx, input) : setRole(ctx, input))
  return { added }
}

/**
 * Adds a user by e-mail; a new one gets a link to choose a password. @returns whether they were invited.
 * @throws FORBIDDEN for a role above the actor's own, CONFLICT when they are a member already, TOO_MANY_TRIES
 */
export async function inviteMember(
  scope: EmpresaScope,
  input: z.output<typeof inviteMemberInput>,
): Promise<{ invited: boolean }> {
  const { email, name, role } = input
  const { empresaId, request } = scope
  await reserveAttempt(`invite:${empresaId}`, `invite:${clientKey(request.ip)}`, systemClock(), INVITE_LIMITS)
  // No user can know this password: the link is the only way in.
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'))
  return withEmpresa(scope, async (ctx) => {
    denyAbove(ctx, role)
    // Another empresa may be inviting the same user: the second invitation finds them.
    const { count } = await ctx.db.user.createMany({
      data: { email, name, passwordHash },
      skipDuplicates: true,
    })
    const user = await ctx.db.user.findUniqueOrThrow({ where: { email }, select: { id: true } })
    await addMember(ctx, { userId: user.id, role })
    if (count === 0) return { invited: false }
    await addLink(ctx.db, { userId: user.id, invite: true }, systemClock())
    await audit(ctx, { action: 'user.created', entity: 'user', entityId: user.id, after: { name } })
    return { invited: true }
  })
}

/**
 * Deactivates a member in this empresa, or lets them in again; effective with their next request.
 * @throws as `setRole`; CONFLICT for oneself
 */
export async function setMemberActive(
  ctx: EmpresaCtx,
  input: { userId: string; active: boolean },
): Promise<void> {
  const { role, active: before } = await memberOf(ctx, input.userId)
  denyAbove(ctx, role)
  if (!input.active && ctx.actor.kind === 'user' && ctx.actor.userId === input.userId)
    throw new AppError('CONFLICT', 'Você não pode desativar a si mesmo. Peça a outra pessoa que administra.')
  if (!input.active && role === 'owner') await denyLastOwner(ctx, input.userId)
  if (before === input.active) return
  await ctx.db.membership.update({
    where: { empresaId_userId: { empresaId: ctx.empresaId, userId: input.userId } },
    data: { active: input.active },
    select: { userId: true },
  })
  await audit(ctx, {
    action: input.active ? 'member.activated' : 'member.deactivated',
    entity: 'member',
    entityId: input.userId,
    before: { active: before },
    after: { active: input.active },
  })
}

/** Changes a role. @throws NOT_FOUND; FORBIDDEN above the actor's own role; CONFLICT for the last owner. */
export async function setRole(ctx: EmpresaCtx, input: { userId: string; role: Role }): Promise<void> {
  const { role: before } = await memberOf(ctx, input.userId)
  denyAbove(ctx, before, input.role)
  if (before === 'owner' && input.role !== 'owner') await denyLastOwner(ctx, input.userId)
  if (before === input.role) return
  await ctx.db.membership.update({
    where: { empresaId_userId: { empresaId: ctx.empresaId, userId: input.userId } },
    data: { role: input.role },
    select: { userId: true },
  })
  const change = { before: { role: before }, after: { role: input.role } }
  await audit(ctx, { action: 'member.role_changed', entity: 'member', entityId: input.userId, ...change })
}

/** Removes a member from the empresa; effective with their next request. @throws as `setRole`. */
export async function removeMember(ctx: EmpresaCtx, input: { userId: string }): Promise<void> {
  const { role: before } = await memberOf(ctx, input.userId)
  denyAbove(ctx, before)
  if (before === 'owner') await denyLastOwner(ctx, input.userId)
  await handOverSharedViews(ctx, input.userId)
  await ctx.db.membership.delete({
    where: { empresaId_userId: { empresaId: ctx.empresaId, userId: input.userId } },
    select: { userId: true },
  })
  await audit(ctx, {
    action: 'member.removed',
    entity: 'member',
    entityId: input.userId,
    before: { role: before },
  })
}

async function memberOf(ctx: EmpresaCtx, userId: string): Promise<{ role: Role; active: boolean }> {
  const found = await ctx.db.membership.findUnique({
    where: { empresaId_userId: { empresaId: ctx.empresaId, userId } },
    select: { role: true, active: true },
  })
  if (!found) throw new AppError('NOT_FOUND', GONE)
  return found
}

/** A member can neither change nor grant a role above their own. */
function denyAbove(ctx: EmpresaCtx, ...roles: Role[]): void {
  const { actor } = ctx
  if (actor.kind === 'user' && !roles.every((role) => reaches(actor.role, role))) {
    throw new AppError('FORBIDDEN', 'Só quem é dono pode dar o papel de dono ou mudar outro dono.')
  }
}

/** An empresa keeps an owner who can sign in; the rows are locked so that two owners can't leave at once. */
async function denyLastOwner(ctx: EmpresaCtx, leaving: string): Promise<void> {
  const owners = await ctx.db.$queryRaw<{ user_id: string; active: boolean }[]>`
    SELECT user_id, memberships.active AND users.active AS active FROM memberships JOIN users ON users.id = user_id
    WHERE empresa_id = ${ctx.empresaId}::uuid AND role = 'owner' ORDER BY user_id FOR UPDATE OF memberships`
  if (!owners.some((owner) => owner.active && owner.user_id !== leaving))
    throw new AppError(
      'CONFLICT',
      'A empresa precisa de pelo menos um dono que possa entrar. Nomeie outro antes.',
    )
}
