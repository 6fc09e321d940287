import type { z } from 'zod'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { bell } from '../schema'

/** `href` is a path inside the empresa, as `importacoes/<id>`; a second one with the same `dedupeKey` is left out. */
export type NewNotification = { kind: string; title: string; body?: string; href?: string; dedupeKey: string }

const LATEST = 30
const UNREAD_LIMIT = 100

/** What the bell shows. */
export async function readBell(ctx: EmpresaCtx): Promise<z.output<typeof bell>> {
  const { empresaId } = ctx
  const latest = await ctx.db.notification.findMany({
    where: { empresaId },
    select: { id: true, at: true, kind: true, title: true, body: true, href: true, readAt: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: LATEST,
  })
  const unread = await ctx.db.notification.findMany({
    where: { empresaId, readAt: null },
    select: { id: true },
    take: UNREAD_LIMIT,
  })
  return { unread: unread.length, latest }
}

/** Marks one as read; reading it twice changes nothing. @throws NOT_FOUND */
export async function markRead(ctx: EmpresaCtx, input: { notificationId: string }): Promise<void> {
  const mine = { empresaId: ctx.empresaId, id: input.notificationId }
  const { count } = await ctx.db.notification.updateMany({
    where: { ...mine, readAt: null },
    data: { readAt: ctx.now },
  })
  if (count === 1 || (await ctx.db.notification.count({ where: mine })) === 1) return
  throw new AppError('NOT_FOUND', 'Aviso não encontrado.')
}

/** Marks every notification of the empresa as read. */
export async function markAllRead(ctx: EmpresaCtx): Promise<void> {
  await ctx.db.notification.updateMany({
    where: { empresaId: ctx.empresaId, readAt: null },
    data: { readAt: ctx.now },
  })
}

/** Puts a notification under the empresa's bell, in the caller's unit of work; whoever watches hears of it. */
export async function notify(ctx: EmpresaCtx | EmpresaSqlCtx, notice: NewNotification): Promise<void> {
  const { empresaId, now } = ctx
  const { kind, title, body = null, href = null, dedupeKey } = notice
  const insert = `INSERT INTO notifications (empresa_id, at, kind, title, body, href, dedupe_key)
    VALUES ($1::uuid, $2, $3, $4, $5, $6, $7) ON CONFLICT (empresa_id, dedupe_key) DO NOTHING RETURNING id`
  const values = [empresaId, now, kind, title, body, href, dedupeKey]
  const rows =
    'sql' in ctx
      ? (await ctx.sql.query<{ id: string }>(insert, values)).rows
      : await ctx.db.$queryRawUnsafe<{ id: string }[]>(insert, ...values)
  for (const { id } of rows) await notifyLive(ctx, empresaId, 'notification', id)
}
