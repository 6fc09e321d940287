import { createHash, randomBytes } from 'node:crypto'
import { isPing, readDelivery, type ShopDelivery } from '~/adapters/shop/webhook'
import { notify } from '~/domains/empresas/service/notifications'
import { env } from '~/env'
import { audit } from '~/kernel/audit'
import { localDay, type Clock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { enqueueEvent } from '~/kernel/events'
import { seal, unseal } from '~/kernel/secrets'
import { shopByWebhook } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import { shopReported } from '../events'
import type { ShopWebhookView } from '../schema'
import { startImport } from './start-import'

const hashOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())

/** Address and secret to paste into WooCommerce; null until they are made. */
export async function getShopWebhook({ db, empresaId }: EmpresaCtx): Promise<ShopWebhookView | null> {
  const found = await db.shopWebhook.findUnique({ where: { empresaId } })
  return (
    found && {
      url: `${env().NEXTAUTH_URL.replace(/\/+$/, '')}/api/webhooks/loja/${unseal(found.addressSealed, empresaId)}`,
      secret: unseal(found.secretSealed, empresaId),
      lastDeliveryAt: found.lastDeliveryAt,
      problem: found.problem,
      problemAt: found.problemAt,
    }
  )
}

/** Makes a new address and secret; the ones before stop working at once. */
export async function renewShopWebhook(ctx: EmpresaCtx): Promise<ShopWebhookView | null> {
  const { db, empresaId, now } = ctx
  const token = randomBytes(32).toString('base64url')
  const made = {
    addressHash: hashOf(token),
    addressSealed: seal(token, empresaId),
    secretSealed: seal(randomBytes(24).toString('hex'), empresaId),
    createdAt: now,
    lastDeliveryAt: null,
    problem: null,
    problemAt: null,
  }
  await db.shopWebhook.upsert({ where: { empresaId }, create: { empresaId, ...made }, update: made })
  await audit(ctx, { action: 'shop_webhook.renewed', entity: 'connection' })
  return getShopWebhook(ctx)
}

/** Removes the webhook: the shop's deliveries are answered with 404 from now on. */
export async function removeShopWebhook(ctx: EmpresaCtx): Promise<void> {
  const { count } = await ctx.db.shopWebhook.deleteMany({ where: { empresaId: ctx.empresaId } })
  if (count > 0) await audit(ctx, { action: 'shop_webhook.removed', entity: 'connection' })
}

/**
 * What a shop posts: checked over the bytes as received, kept once by its delivery id, answered at once. An order that it
 * reports is then read from the shop's database itself, which alone is believed.
 * @throws AppError NOT_FOUND for an unknown address, UNAUTHENTICATED for a wrong signature (t-13), BAD_INPUT
 */
export async function receiveShopWebhook(
  token: string,
  headers: Headers,
  raw: Uint8Array,
  clock: Clock,
): Promise<void> {
  const empresaId = /^[\w-]{43}$/.test(token) ? await shopByWebhook(hashOf(token)) : null
  if (!empresaId) throw new AppError('NOT_FOUND', 'Endereço de aviso desconhecido.')
  if (isPing(headers, raw)) return
  await withEmpresa(systemScope(empresaId, 'Aviso da loja', clock), async (ctx) => {
    const { secretSealed } = await ctx.db.shopWebhook.findUniqueOrThrow({ where: { empresaId } })
    await keepDelivery(ctx, readDelivery(headers, raw, unseal(secretSealed, empresaId)))
  })
}

async function keepDelivery(ctx: EmpresaCtx, delivery: ShopDelivery): Promise<void> {
  const { db, empresaId, now } = ctx
  if (delivery.problem !== null) return reportProblem(ctx, delivery.problem)
  const day = await dayOf(ctx, delivery)
  const row = { empresaId, id: delivery.id, topic: delivery.topic, receivedAt: now }
  const { count } = await db.shopDelivery.createMany({
    data: [{ ...row, day: day === null ? null : new Date(`${day}T00:00:00Z`) }],
    skipDuplicates: true,
  })
  if (count === 0) {
    // It stays known for as long as it keeps coming.
    await db.shopDelivery.updateMany({ where: { empresaId, id: delivery.id }, data: { receivedAt: now } })
    return
  }
  const well = delivery.orderId === null ? {} : { problem: null, problemAt: null }
  await db.shopWebhook.update({ where: { empresaId }, data: { lastDeliveryAt: now, ...well } })
  if (day === null) return
  // One reading for all that is reported within a minute: it begins when the minute is over.
  const minute = Math.floor(now.getTime() / 60_000)
  const id = `shop.told:${empresaId}:${day}:${String(minute)}`
  await enqueueEvent(ctx, shopReported.create({ empresaId, deliveryId: delivery.id }, { id }))
}

/** The delivery names no order: it doesn't count as a sign of life, and administrators are notified once a day. */
async function reportProblem(ctx: EmpresaCtx, problem: string): Promise<void> {
  const { db, empresaId, now } = ctx
  await db.shopWebhook.update({ where: { empresaId }, data: { problem, problemAt: now } })
  await notify(ctx, {
    kind: 'shop_webhook.problem',
    title: 'Os avisos da loja não dizem mais nada',
    body: problem,
    href: 'conexao',
    dedupeKey: `shop_webhook.problem:${localDay(now, ctx.empresa.timezone)}`,
  })
}

/** The local day to read: the order's own, or the one that we know it by. */
async function dayOf({ db, empresaId, empresa }: EmpresaCtx, { orderId, placedAt }: ShopDelivery) {
  if (orderId === null) return null
  const known = await db.order.findFirst({
    where: { empresaId, externalId: orderId },
    select: { placedAt: true },
  })
  const at = placedAt ?? known?.placedAt
  return at ? localDay(at, empresa.timezone) : null
}

/**
 * Reads again the orders and carts of the day that a delivery reported. An export file doesn't change by itself.
 * @returns the run, null when there is nothing to read. @throws AppError SOURCE_UNAVAILABLE while another import runs: asked again.
 */
export async function readReportedDay(scope: EmpresaScope, deliveryId: string): Promise<string | null> {
  return withEmpresa(scope, async (ctx) => {
    const { db, empresaId } = ctx
    const delivery = await db.shopDelivery.findFirst({
      where: { empresaId, id: deliveryId },
      select: { day: true },
    })
    const connection = await db.shopConnection.findFirst({
      where: { empresaId, kind: { not: 'dump' } },
      select: { kind: true },
      orderBy: [{ updatedAt: 'desc' }, { kind: 'asc' }],
    })
    if (!delivery?.day || !connection) return null
    const day = delivery.day.toISOString().slice(0, 10)
    const { id } = await startImport(
      ctx,
      { connection: connection.kind, kinds: ['carts', 'orders'], from: day, to: day },
      { startedBy: 'webhook' },
    )
    return id
  }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error
    throw new AppError('SOURCE_UNAVAILABLE', error.message, { retryAfterSeconds: 60, cause: error })
  })
}
