import type { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import { AppError } from '~/kernel/errors'
import { enqueueEvent } from '~/kernel/events'
import { notifyLive } from '~/kernel/live'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { personNeeded } from '../events'
import { NEEDS_PERSON } from '../kinds'
import type { bell, notification } from '../schema'

/** `href` is a path inside the empresa, as `importacoes/<id>`; a second one with the same `dedupeKey` is left out. */
export type NewNotification = { kind: string; title: string; body?: string; href?: string; dedupeKey: string }

const LATEST = 30
const UNREAD_LIMIT = 100
/** What a user has read, or is done with, is deleted after this long; anything after the longer. */
const KEEP_READ_DAYS = 30
const KEEP_DAYS = 90

const reader = ({ actor }: EmpresaCtx) => (actor.kind === 'user' ? actor.userId : null)

/** When this user had read the notification `n`, or had no need to: it is settled, or older than their membership. */
const READ_AT = Prisma.sql`coalesce(r.read_at, n.settled_at, CASE WHEN n.at < p.created_at THEN p.created_at END)`
const seenBy = (empresaId: string, userId: string | null) => Prisma.sql`
  FROM notifications AS n
  LEFT JOIN notification_reads AS r ON r.empresa_id = n.empresa_id AND r.notification_id = n.id AND r.user_id = ${userId}::uuid
  LEFT JOIN memberships AS p ON p.empresa_id = n.empresa_id AND p.user_id = ${userId}::uuid
  WHERE n.empresa_id = ${empresaId}::uuid`

/** What the bell shows to the current user: read is what they read themselves. */
export async function readBell(ctx: EmpresaCtx): Promise<z.output<typeof bell>> {
  const seen = seenBy(ctx.empresaId, reader(ctx))
  const latest = await ctx.db.$queryRaw<z.output<typeof notification>[]>`
    SELECT n.id, n.at, n.kind, n.title, n.body, n.href, ${READ_AT} AS "readAt" ${seen}
    ORDER BY n.at DESC, n.id DESC LIMIT ${LATEST}`
  const [counted] = await ctx.db.$queryRaw<{ unread: number }[]>`
    SELECT count(*)::int AS unread FROM (SELECT ${seen} AND ${READ_AT} IS NULL LIMIT ${UNREAD_LIMIT}) AS few`
  return { unread: counted?.unread ?? 0, latest }
}

/** Marks one as read by the user; reading it twice changes nothing. @throws NOT_FOUND */
export async function markRead(ctx: EmpresaCtx, input: { notificationId: string }): Promise<void> {
  const id = input.notificationId
  if ((await ctx.db.notification.count({ where: { empresaId: ctx.empresaId, id } })) !== 1)
    throw new AppError('NOT_FOUND', 'Aviso não encontrado.')
  const userId = reader(ctx)
  if (userId === null) return
  await ctx.db.notificationRead.createMany({
    data: { empresaId: ctx.empresaId, userId, notificationId: id, readAt: ctx.now },
    skipDuplicates: true,
  })
}

/** Marks every notification of the empresa as read by the user. */
export async function markAllRead(ctx: EmpresaCtx): Promise<void> {
  const userId = reader(ctx)
  if (userId === null) return
  await ctx.db.$executeRaw`
    INSERT INTO notification_reads (empresa_id, user_id, notification_id, read_at)
    SELECT ${ctx.empresaId}::uuid, ${userId}::uuid, n.id, ${ctx.now} ${seenBy(ctx.empresaId, userId)} AND ${READ_AT} IS NULL
    ON CONFLICT DO NOTHING`
}

/** Deletes what was read, or is done with, a month ago, and everything after three. @returns how many. */
export async function purgeNotifications(ctx: EmpresaCtx): Promise<number> {
  const before = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000)
  return ctx.db.$executeRaw`
    DELETE FROM notifications AS n WHERE n.empresa_id = ${ctx.empresaId}::uuid AND (n.at < ${before(KEEP_DAYS)}
      OR n.at < ${before(KEEP_READ_DAYS)} AND (n.settled_at IS NOT NULL OR EXISTS (SELECT FROM notification_reads AS r
        WHERE r.empresa_id = n.empresa_id AND r.notification_id = n.id)))`
}

/** Puts a notification under the empresa's bell, in the caller's unit of work; pages that watch are notified. */
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
  for (const { id } of rows) {
    await notifyLive(ctx, empresaId, 'notification', id)
    if (NEEDS_PERSON.has(kind) && (await hasDevices(ctx)))
      await enqueueEvent(
        ctx,
        personNeeded.create({ empresaId, notificationId: id }, { id: `empresa.person_needed:${id}` }),
      )
  }
}

/** Settles the notifications of these kinds, for every user. */
export async function settleKinds(ctx: EmpresaSqlCtx, kinds: readonly string[]): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    `UPDATE notifications SET settled_at = $2 WHERE empresa_id = $1 AND settled_at IS NULL AND kind = ANY ($3) RETURNING id`,
    [ctx.empresaId, ctx.now, kinds],
  )
  if (rows[0]) await notifyLive(ctx, ctx.empresaId, 'notification', rows[0].id)
}

async function hasDevices(ctx: EmpresaCtx | EmpresaSqlCtx): Promise<boolean> {
  const text = 'SELECT 1 AS n FROM push_subscriptions WHERE empresa_id = $1::uuid LIMIT 1'
  const rows =
    'sql' in ctx
      ? (await ctx.sql.query(text, [ctx.empresaId])).rows
      : await ctx.db.$queryRawUnsafe<unknown[]>(text, ctx.empresaId)
  return rows.length > 0
}
