import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { ChangeView, SavedView, SaveView } from '../views-schema'

/** Views that one user may keep in an empresa. */
const MAX_VIEWS = 100
/** Views of an empresa that a user is shown: every one of theirs, and the team's. */
const MAX_SHOWN = 500

type Row = { id: string; userId: string; list: string; name: string; query: string; shared: boolean }
const ROW = { id: true, userId: true, list: true, name: true, query: true, shared: true } as const

const manages = ({ actor }: EmpresaCtx) =>
  actor.kind === 'user' && (actor.role === 'owner' || actor.role === 'admin')
const mayShare = ({ actor }: EmpresaCtx) => actor.kind === 'user' && actor.role !== 'viewer'

/** Only its user changes a view of their own; a shared one may also be changed by an owner or administrator. */
function mayChange(ctx: EmpresaCtx, view: Row): boolean {
  return view.userId === ownUserId(ctx) || (view.shared && manages(ctx))
}

/** @throws AppError FORBIDDEN for a job, which has no views. */
function ownUserId({ actor }: EmpresaCtx): string {
  if (actor.kind === 'user') return actor.userId
  throw new AppError('FORBIDDEN', 'Só uma pessoa tem vistas salvas.')
}

/** The user's own views and those shared with the team, by name; never another user's own. */
export async function listViews(ctx: EmpresaCtx): Promise<SavedView[]> {
  const me = ownUserId(ctx)
  const rows = await ctx.db.savedView.findMany({
    where: { empresaId: ctx.empresaId, OR: [{ userId: me }, { shared: true }] },
    select: ROW,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MAX_SHOWN,
  })
  return rows.map(({ userId, ...view }) => ({
    ...view,
    mine: userId === me,
    mayChange: mayChange(ctx, { ...view, userId }),
  }))
}

/** Saves a view; one of the same user, list and name becomes it. @throws AppError FORBIDDEN to share as a viewer, CONFLICT. */
export async function saveView(ctx: EmpresaCtx, input: SaveView): Promise<{ id: string }> {
  const { empresaId } = ctx
  const userId = ownUserId(ctx)
  if (input.shared) requireSharing(ctx)
  const { list, name, query, shared } = input
  const before = await ctx.db.savedView.findFirst({ where: { empresaId, userId, list, name }, select: ROW })
  if (before) {
    await ctx.db.savedView.updateMany({ where: { empresaId, id: before.id }, data: { query, shared } })
  } else if ((await ctx.db.savedView.count({ where: { empresaId, userId } })) >= MAX_VIEWS) {
    throw new AppError('CONFLICT', 'Você já tem 100 vistas salvas. Apague uma que não usa mais.')
  }
  const saved =
    before ??
    (await ctx.db.savedView.create({
      data: { empresaId, userId, list, name, query, shared, createdAt: ctx.now },
      select: { id: true },
    }))
  if (shared || before?.shared) await auditView(ctx, shared ? 'view.shared' : 'view.changed', saved.id, input)
  return { id: saved.id }
}

/** Renames or shares a view. @throws AppError NOT_FOUND also for another user's own, FORBIDDEN for a shared one of another. */
export async function changeView(ctx: EmpresaCtx, { id, name, shared }: ChangeView): Promise<void> {
  const view = await changeable(ctx, id)
  if (shared === true && !view.shared) requireSharing(ctx)
  const data = { name: name ?? view.name, shared: shared ?? view.shared }
  await ctx.db.savedView.updateMany({ where: { empresaId: ctx.empresaId, id }, data })
  if (view.shared || data.shared)
    await auditView(ctx, view.shared ? 'view.changed' : 'view.shared', id, { ...view, ...data })
}

/** Deletes a view. @throws as `changeView`. */
export async function removeView(ctx: EmpresaCtx, id: string): Promise<void> {
  const view = await changeable(ctx, id)
  await ctx.db.savedView.deleteMany({ where: { empresaId: ctx.empresaId, id } })
  if (view.shared) await auditView(ctx, 'view.deleted', id, view)
}

/** Before a member leaves: what they shared stays with the team, in the hands of an owner. */
export async function handOverSharedViews(ctx: EmpresaCtx, userId: string): Promise<void> {
  const { empresaId } = ctx
  const owner = await ctx.db.membership.findFirst({
    where: { empresaId, role: 'owner', userId: { not: userId } },
    select: { userId: true },
    orderBy: { createdAt: 'asc' },
  })
  if (owner) await ctx.db.savedView.updateMany({ where: { empresaId, userId, shared: true }, data: owner })
}

async function changeable(ctx: EmpresaCtx, id: string): Promise<Row> {
  const view = await ctx.db.savedView.findFirst({ where: { empresaId: ctx.empresaId, id }, select: ROW })
  const isSeen = view !== null && (view.shared || view.userId === ownUserId(ctx))
  if (!isSeen) throw new AppError('NOT_FOUND', 'Vista não encontrada.')
  if (!mayChange(ctx, view))
    throw new AppError('FORBIDDEN', 'Só quem criou esta vista, ou quem administra a empresa, pode mudá-la.')
  return view
}

function requireSharing(ctx: EmpresaCtx): void {
  if (!mayShare(ctx))
    throw new AppError('FORBIDDEN', 'Seu acesso é só de leitura: a vista pode ser sua, mas não da equipe.')
}

async function auditView(
  ctx: EmpresaCtx,
  action: string,
  entityId: string,
  { list, name, query, shared }: Pick<Row, 'list' | 'name' | 'query' | 'shared'>,
): Promise<void> {
  await audit(ctx, { action, entity: 'view', entityId, after: { list, name, query, shared } })
}
