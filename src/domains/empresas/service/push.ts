import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { checkedEndpoint, type SendPush } from '~/adapters/push/send'
import { systemClock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { subscribeInput } from '../schema'

/** Devices of one user in one empresa; the oldest give way. */
const MAX_DEVICES = 10

const hashOf = (endpoint: string) => createHash('sha256').update(endpoint).digest('hex')

/** Rejects an address that must not be pushed to, before anything is stored. @throws AppError BAD_INPUT */
export async function requirePublicEndpoint(endpoint: string): Promise<void> {
  if (!(await checkedEndpoint(endpoint)))
    throw new AppError('BAD_INPUT', 'Este navegador deu um endereço de avisos que não pode ser usado.')
}

/** Remembers a device of the user; one that another user used before is theirs now. */
export async function subscribe(ctx: EmpresaCtx, input: z.output<typeof subscribeInput>): Promise<void> {
  if (ctx.actor.kind !== 'user') throw new AppError('FORBIDDEN', 'Só uma pessoa recebe avisos no aparelho.')
  const { empresaId } = ctx
  const { userId } = ctx.actor
  const { endpoint, p256dh, auth } = input
  const device = { userId, endpoint, p256dh, auth, createdAt: ctx.now }
  const endpointHash = hashOf(endpoint)
  await ctx.db.pushSubscription.upsert({
    where: { empresaId_endpointHash: { empresaId, endpointHash } },
    create: { empresaId, endpointHash, ...device },
    update: device,
    select: { id: true },
  })
  const older = await ctx.db.pushSubscription.findMany({
    where: { empresaId, userId },
    select: { id: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    skip: MAX_DEVICES,
  })
  await ctx.db.pushSubscription.deleteMany({ where: { empresaId, id: { in: older.map(({ id }) => id) } } })
}

/** Forgets a device of the user; one that isn't theirs stays. */
export async function unsubscribe(ctx: EmpresaCtx, endpoint: string): Promise<void> {
  if (ctx.actor.kind !== 'user') return
  const { userId } = ctx.actor
  await ctx.db.pushSubscription.deleteMany({
    where: { empresaId: ctx.empresaId, userId, endpointHash: hashOf(endpoint) },
  })
}

/** Devices of active members who have not read the notification yet. */
export function devicesFor(scope: EmpresaScope, notificationId: string): Promise<string[]> {
  return withEmpresa(scope, async ({ db, empresaId }) => {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT s.id FROM push_subscriptions AS s
      JOIN memberships AS m ON m.empresa_id = s.empresa_id AND m.user_id = s.user_id AND m.active
      JOIN notifications AS n ON n.empresa_id = s.empresa_id AND n.id = ${notificationId}::uuid AND n.settled_at IS NULL
      WHERE s.empresa_id = ${empresaId}::uuid AND NOT EXISTS (SELECT FROM notification_reads AS r
        WHERE r.empresa_id = s.empresa_id AND r.user_id = s.user_id AND r.notification_id = n.id)
      ORDER BY s.id`
    return rows.map(({ id }) => id)
  })
}

/** Pushes a notification to one device; one that is gone is forgotten. @throws AppError SOURCE_UNAVAILABLE */
export async function pushTo(
  scope: EmpresaScope,
  { deviceId, notificationId }: { deviceId: string; notificationId: string },
  send: SendPush,
): Promise<'sent' | 'gone' | 'none'> {
  const found = await withEmpresa(scope, async ({ db, empresa, empresaId }) => {
    const device = await db.pushSubscription.findFirst({
      where: { empresaId, id: deviceId },
      select: { endpoint: true, p256dh: true, auth: true },
    })
    const notice = await db.notification.findFirst({
      where: { empresaId, id: notificationId },
      select: { title: true, body: true, href: true },
    })
    return device && notice ? { device, notice, empresa } : null
  })
  if (!found) return 'none'
  const { device, notice, empresa } = found
  const text = JSON.stringify({
    title: notice.title.slice(0, 200),
    body: notice.body?.slice(0, 300) ?? '',
    tag: notificationId,
    href: `/${empresa.slug}/${notice.href ?? 'hoje'}`,
  })
  // The signature's time is the push service's, whatever the demonstration's clock says.
  const outcome = await send(device, text, systemClock())
  if (outcome === 'gone')
    await withEmpresa(scope, ({ db, empresaId }) =>
      db.pushSubscription.deleteMany({ where: { empresaId, id: deviceId } }),
    )
  return outcome
}
