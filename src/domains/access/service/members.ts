import type { z } from 'zod'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { Role } from '~/kernel/trpc'
import { reaches } from '../rules'
import type { member } from '../schema'

const GONE = 'Esta pessoa não participa da empresa.'

/** The people of the empresa, by name. */
export async function listMembers(ctx: EmpresaCtx): Promise<z.output<typeof member>[]> {
  const rows = await ctx.db.membership.findMany({
    where: { empresaId: ctx.empresaId },
    select: {
      role: true,
      createdAt: true,
      user: { select: { id: true, name: true, email: true, active: true } },
    },
    orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
    take: 500,
  })
  return rows.map(({ role, createdAt, user }) => ({ ...user, role, since: createdAt }))
}

/** Adds an existing person. @throws CONFLICT when they already take part. */
export async function addMember(ctx: EmpresaCtx, input: { userId: string; role: Role }): Promise<void> {
  const { count } = await ctx.db.membership.createMany({
    data: { empresaId: ctx.empresaId, createdAt: ctx.now, ...input },
    skipDuplicates: true,
  })
  if (count === 0) throw new AppError('CONFLICT', 'Esta pessoa já participa da empresa.')
  await audit(ctx, {
    action: 'member.added',
    entity: 'member',
    entityId: input.userId,
    after: { role: input.role },
  })
}

/** Changes a role. @throws NOT_FOUND; FORBIDDEN above the actor's own height; CONFLICT for the last owner. */
export async function setRole(ctx: EmpresaCtx, input: { userId: string; role: Role }): Promise<void> {
  const before = await roleOf(ctx, input.userId)
  refuseAbove(ctx, before, input.role)
  if (before === 'owner' && input.role !== 'owner') await refuseLastOwner(ctx)
  await ctx.db.membership.update({
    where: { empresaId_userId: { empresaId: ctx.empresaId, userId: input.userId } },
    data: { role: input.role },
    select: { userId: true },
  })
  const change = { before: { role: before }, after: { role: input.role } }
  await audit(ctx, { action: 'member.role_changed', entity: 'member', entityId: input.userId, ...change })
}

/** Takes a person out of the empresa; effective with their next request. @throws as `setRole`. */
export async function removeMember(ctx: EmpresaCtx, input: { userId: string }): Promise<void> {
  const before = await roleOf(ctx, input.userId)
  refuseAbove(ctx, before)
  if (before === 'owner') await refuseLastOwner(ctx)
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

async function roleOf(ctx: EmpresaCtx, userId: string): Promise<Role> {
  const found = await ctx.db.membership.findUnique({
    where: { empresaId_userId: { empresaId: ctx.empresaId, userId } },
    select: { role: true },
  })
  if (!found) throw new AppError('NOT_FOUND', GONE)
  return found.role
}

/** Nobody touches, or hands out, a role above their own. */
function refuseAbove(ctx: EmpresaCtx, ...roles: Role[]): void {
  const { actor } = ctx
  if (actor.kind === 'user' && !roles.every((role) => reaches(actor.role, role))) {
    throw new AppError('FORBIDDEN', 'Só um proprietário pode mudar o papel de um proprietário.')
  }
}

/** An empresa keeps at least one owner; the rows are locked so that two owners can't leave at once. */
async function refuseLastOwner(ctx: EmpresaCtx): Promise<void> {
  const owners = await ctx.db.$queryRaw<{ user_id: string }[]>`
    SELECT user_id FROM memberships WHERE empresa_id = ${ctx.empresaId}::uuid AND role = 'owner' ORDER BY user_id FOR UPDATE`
  if (owners.length < 2)
    throw new AppError('CONFLICT', 'A empresa precisa de pelo menos um proprietário. Nomeie outro antes.')
}
