import { randomBytes, randomUUID } from 'node:crypto'
import { whatsappConfig, type WhatsAppConfig } from '~/adapters/whatsapp/open'
import { settingsOf } from '~/domains/empresas/schema'
import { audit } from '~/kernel/audit'
import { localDay } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { seal, unseal } from '~/kernel/secrets'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { z } from 'zod'
import type { configureConnectionInput, createConnectionInput, pauseInput, RateInput } from '../schema'
import { configOf } from './provider'
import { wakeChannel } from './wake'
import { webhookHash } from './receive'
import { settleNumbers } from './settle'

/** Validated settings of a provider. @throws AppError BAD_INPUT with the wrong fields. */
function parseConfig(provider: string, given: Record<string, unknown>): WhatsAppConfig {
  const parsed = whatsappConfig.safeParse({ ...ownSettings(provider), ...given, provider })
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path, message }) => ({
    field: ['config', ...path].join('.'),
    reason: message,
  }))
  throw new AppError('BAD_INPUT', fields[0]?.reason ?? 'Confira os dados do serviço.', { fields })
}

/** Settings that the product generates: the secrets that only it shares with the provider. */
function ownSettings(provider: string): Record<string, unknown> {
  switch (provider) {
    case 'simulator':
      // Paired as a real channel is.
      return { secret: randomBytes(16).toString('hex'), script: { pairing: true } }
    case 'waha':
    case 'evolution':
      return { webhookSecret: randomBytes(32).toString('hex') }
    default:
      return {}
  }
}

/**
 * The secret at the end of a webhook address: its hash finds the connection, its sealed form is sent to the provider again.
 */
function newWebhook(empresaId: string) {
  const token = randomBytes(32).toString('base64url')
  return {
    token,
    kept: {
      webhookHash: new Uint8Array(webhookHash(token)),
      webhookSealed: seal(token, empresaId),
    },
  }
}

/**
 * Creates a connection, disconnected.
 * @returns its id and the secret of its webhook's address.
 * @throws AppError CONFLICT for a taken name, or a real channel where customers are made up; BAD_INPUT for wrong settings.
 */
export async function createConnection(
  ctx: EmpresaCtx,
  input: z.output<typeof createConnectionInput>,
): Promise<{ id: string; token: string }> {
  const { name, provider } = input
  const config = parseConfig(provider, input.config)
  if (provider !== 'simulator' && settingsOf(ctx.empresa.settings).demonstration)
    throw new AppError(
      'CONFLICT',
      'Os clientes da demonstração são inventados, mas os telefones podem ser de alguém: aqui só o simulador envia. Crie a sua empresa para conectar um número.',
    )
  await refuseTaken(ctx, name, null)
  const { token, kept } = newWebhook(ctx.empresaId)
  const id = randomUUID()
  await ctx.db.whatsappConnection.create({
    data: {
      empresaId: ctx.empresaId,
      id,
      name,
      provider,
      configSealed: seal(JSON.stringify(config), ctx.empresaId),
      ...kept,
      nextSendAt: ctx.now,
      createdAt: ctx.now,
      ...(provider === 'simulator' ? { simulated: { create: {} } } : {}),
      ...(provider === 'cloud' || provider === 'simulator'
        ? {}
        : { warmUpFrom: new Date(localDay(ctx.now, ctx.empresa.timezone)) }),
    },
    select: { id: true },
  })
  await audit(ctx, {
    action: 'whatsapp.created',
    entity: 'whatsapp',
    entityId: id,
    after: { name, provider },
  })
  await notifyLive(ctx, ctx.empresaId, 'connection', id)
  return { id, token }
}

/**
 * Creates the connection that an empresa begins with, only when it has none at all: a connected simulator, so that
 * everything can be tried without an account.
 * @returns the id of its first connection.
 */
export async function ensureConnection(ctx: EmpresaCtx): Promise<string> {
  const first = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId: ctx.empresaId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  if (first) return first.id
  const id = randomUUID()
  // Two pages opened at once create one: the second waits for the first and adds nothing.
  const { count } = await ctx.db.whatsappConnection.createMany({
    data: {
      empresaId: ctx.empresaId,
      id,
      name: 'Simulador',
      provider: 'simulator',
      configSealed: seal(JSON.stringify(parseConfig('simulator', {})), ctx.empresaId),
      ...newWebhook(ctx.empresaId).kept,
      status: 'conectada',
      statusAt: ctx.now,
      nextSendAt: ctx.now,
      createdAt: ctx.now,
    },
    skipDuplicates: true,
  })
  if (count === 0) return ensureConnection(ctx)
  await ctx.db.simulatedAccount.create({
    data: { empresaId: ctx.empresaId, connectionId: id, state: 'conectada' },
    select: { connectionId: true },
  })
  // The user who opened the page only looked, so the entry names the system.
  await audit(
    { ...ctx, actor: { kind: 'system', name: 'Retoma' } },
    {
      action: 'whatsapp.created',
      entity: 'whatsapp',
      entityId: id,
      after: { name: 'Simulador', provider: 'simulator' },
    },
  )
  return id
}

async function refuseTaken(ctx: EmpresaCtx, name: string, but: string | null): Promise<void> {
  const taken = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId: ctx.empresaId, name, ...(but ? { id: { not: but } } : {}) },
    select: { id: true },
  })
  if (taken) throw new AppError('CONFLICT', `Já existe uma conexão chamada “${name}”. Escolha outro nome.`)
}

async function theConnection(ctx: EmpresaCtx, id: string) {
  const found = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { id: true, name: true, provider: true, configSealed: true, status: true },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  return found
}

/** Fields that decide where the secrets are sent, and the secrets. */
const PLACES = ['baseUrl', 'session', 'instance', 'phoneNumberId']
const SECRETS = ['apiKey', 'secretKey', 'accessToken', 'appSecret']

/**
 * Settings after a change. Secrets left out stay, unless the address that they would be sent to has changed: a user who may
 * change an address must not learn the secrets of the old one by it.
 * @throws AppError BAD_INPUT
 */
function changedConfig(kept: WhatsAppConfig, given: Record<string, unknown>): WhatsAppConfig {
  const before: Record<string, unknown> = { ...kept }
  const after = parseConfig(kept.provider, { ...before, ...given })
  const now: Record<string, unknown> = { ...after }
  if (!PLACES.some((field) => now[field] !== before[field])) return after
  if (SECRETS.some((field) => field in before && given[field] === undefined))
    throw new AppError(
      'BAD_INPUT',
      'Ao mudar o endereço, a sessão ou o número, informe as chaves de novo: as guardadas são do endereço antigo.',
    )
  const { webhookSecret: _old, ...rest } = before
  return parseConfig(kept.provider, { ...rest, ...given })
}

/** Changes name and settings. Secrets left out stay. @throws AppError NOT_FOUND, CONFLICT, BAD_INPUT */
export async function configureConnection(
  ctx: EmpresaCtx,
  input: z.output<typeof configureConnectionInput>,
): Promise<void> {
  const { id, name, config: given } = input
  const before = await theConnection(ctx, id)
  await refuseTaken(ctx, name, id)
  const kept = given ? configOf(ctx.empresaId, before) : null
  const config = given && kept ? changedConfig(kept, dropEmpty(given)) : null
  await ctx.db.whatsappConnection.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { name, ...(config ? { configSealed: seal(JSON.stringify(config), ctx.empresaId) } : {}) },
  })
  await audit(ctx, {
    action: 'whatsapp.configured',
    entity: 'whatsapp',
    entityId: id,
    before: { name: before.name },
    after: { name, fields: Object.keys(given ?? {}) },
  })
  await notifyLive(ctx, ctx.empresaId, 'connection', id)
}

/** Drops empty fields of a form: they mean "unchanged". */
function dropEmpty(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '' && value !== undefined))
}

/** Creates a new secret address for the webhook; the old one stops working at once. @returns the new secret. */
export async function renewWebhook(ctx: EmpresaCtx, id: string): Promise<string> {
  await theConnection(ctx, id)
  const { token, kept } = newWebhook(ctx.empresaId)
  await ctx.db.whatsappConnection.updateMany({ where: { empresaId: ctx.empresaId, id }, data: kept })
  await audit(ctx, { action: 'whatsapp.webhook_renewed', entity: 'whatsapp', entityId: id })
  return token
}

/**
 * The secret of the webhook's address as the provider knows it; null for one made before it was stored.
 * @throws AppError NOT_FOUND, INTERNAL when the key changed
 */
export async function webhookToken(ctx: EmpresaCtx, id: string): Promise<string | null> {
  const found = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { webhookSealed: true },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  return found.webhookSealed === null ? null : unseal(found.webhookSealed, ctx.empresaId)
}

/** Sets pace, daily cap and warm-up of a channel. @throws AppError NOT_FOUND */
export async function setRate(ctx: EmpresaCtx, input: RateInput): Promise<void> {
  const { id, warmUpFrom, minGapSeconds, maxGapSeconds, dailyCap } = input
  const rate = { minGapSeconds, maxGapSeconds, dailyCap }
  await theConnection(ctx, id)
  await ctx.db.whatsappConnection.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { ...rate, warmUpFrom: warmUpFrom === null ? null : new Date(`${warmUpFrom}T00:00:00Z`) },
  })
  await audit(ctx, {
    action: 'whatsapp.rate_set',
    entity: 'whatsapp',
    entityId: id,
    after: { ...rate, warmUpFrom },
  })
  await wake(ctx, id)
}

/**
 * Pauses all sends of a channel until it is resumed, or resumes it. A send in progress is completed.
 * @throws AppError NOT_FOUND
 */
export async function setPaused(ctx: EmpresaCtx, input: z.output<typeof pauseInput>): Promise<void> {
  const { id, paused } = input
  await theConnection(ctx, id)
  await ctx.db.whatsappConnection.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: {
      pausedAt: paused ? ctx.now : null,
      pausedReason: paused ? (input.reason ?? `Pausada por ${ctx.actor.name}.`) : null,
    },
  })
  await audit(ctx, {
    action: paused ? 'whatsapp.paused' : 'whatsapp.resumed',
    entity: 'whatsapp',
    entityId: id,
  })
  if (!paused) await settleNumbers(ctx, id)
  await wake(ctx, id)
}

/** Makes the connection due at once, so that the dispatcher looks at it. */
async function wake(ctx: EmpresaCtx, id: string): Promise<void> {
  await wakeChannel(ctx, id)
  await notifyLive(ctx, ctx.empresaId, 'connection', id)
}

/**
 * Deletes a disconnected connection without messages, sent or received, and without planned ones.
 * @throws AppError NOT_FOUND, CONFLICT
 */
export async function removeConnection(ctx: EmpresaCtx, id: string): Promise<void> {
  const before = await theConnection(ctx, id)
  // Its session would go on at the service, posting to an address that is gone.
  if (before.status !== 'desconectada')
    throw new AppError('CONFLICT', 'Desconecte o número antes de apagar a conexão.')
  const of = { where: { empresaId: ctx.empresaId, connectionId: id }, select: { id: true } }
  const uses = [
    await ctx.db.message.findFirst(of),
    await ctx.db.conversation.findFirst(of),
    await ctx.db.campaign.findFirst(of),
    await ctx.db.followUp.findFirst(of),
    await ctx.db.scheduledPost.findFirst(of),
  ]
  if (uses.some((use) => use !== null))
    throw new AppError(
      'CONFLICT',
      'Esta conexão tem mensagens, campanhas, acompanhamentos ou publicações e fica guardada. Basta deixá-la desconectada.',
    )
  await ctx.db.whatsappConnection.deleteMany({ where: { empresaId: ctx.empresaId, id } })
  await audit(ctx, {
    action: 'whatsapp.deleted',
    entity: 'whatsapp',
    entityId: id,
    before: { name: before.name, provider: before.provider },
  })
}
