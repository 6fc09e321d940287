import { createHash, randomUUID } from 'node:crypto'
import type { ParsedWebhook, WebhookHeaders, WhatsAppProvider } from '~/adapters/whatsapp/port'
import { isKept } from '~/adapters/whatsapp/said'
import { webhookJson } from '~/adapters/whatsapp/webhook'
import type { Clock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { enqueueEvent } from '~/kernel/events'
import { connectionByWebhook } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { whatsappReceived } from '../events'
import { openProvider, type SealedConnection } from './provider'

type Deps = {
  clock: Clock
  provider: (scope: EmpresaScope, connection: SealedConnection, clock: Clock) => WhatsAppProvider
}

/** SHA-256 of the unguessable part of a webhook's address: connections are found by it. */
export function webhookHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Scope and connection of a webhook's address. @throws AppError NOT_FOUND */
async function addressed(
  token: string,
  clock: Clock,
): Promise<{ scope: EmpresaScope; id: string; provider: string }> {
  const found = /^[\w-]{20,128}$/.test(token) ? await connectionByWebhook(webhookHash(token)) : null
  if (!found) throw new AppError('NOT_FOUND', 'Endereço de aviso desconhecido.')
  const { empresaId, id, provider } = found
  return { scope: systemScope(empresaId, 'Aviso do WhatsApp', clock), id, provider }
}

const MEGABYTE = 1024 * 1024

/**
 * Maximum of bytes for a delivery to this address: only one provider puts files into its webhooks, the others provide them
 * at a separate address. Checked before any of it is read.
 * @throws AppError NOT_FOUND for an unknown address
 */
export async function largestDelivery(token: string, clock: Clock): Promise<number> {
  const { provider } = await addressed(token, clock)
  return (provider === 'wppconnect' ? 32 : 5) * MEGABYTE
}

/**
 * Receives a provider's webhook: checked over the bytes as received, stored, and answered; its content is processed later.
 * @throws AppError NOT_FOUND for an unknown address, FORBIDDEN for a wrong signature, BAD_INPUT for a body that isn't JSON.
 */
export async function receiveWebhook(
  token: string,
  headers: WebhookHeaders,
  rawBytes: Uint8Array,
  clock: Clock,
): Promise<void> {
  const { scope, id } = await addressed(token, clock)
  await storeDelivery(scope, id, headers, rawBytes, { clock, provider: openProvider })
}

/** Meta's GET handshake: the text to answer with. @throws AppError NOT_FOUND, FORBIDDEN */
export async function answerChallenge(token: string, query: URLSearchParams, clock: Clock): Promise<string> {
  const { scope, id } = await addressed(token, clock)
  const answer = openProvider(scope, await sealedConnection(scope, id), clock).challenge?.(query) ?? null
  if (answer === null) throw new AppError('FORBIDDEN', 'A verificação não confere com a conexão.')
  return answer
}

/** Settings of one connection, still sealed. @throws AppError NOT_FOUND */
export function sealedConnection(scope: EmpresaScope, id: string): Promise<SealedConnection> {
  return withEmpresaSql(scope, async (ctx) => {
    const { rows } = await ctx.sql.query<SealedConnection>(
      'SELECT id, config_sealed AS "configSealed" FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2',
      [ctx.empresaId, id],
    )
    const [row] = rows
    if (!row) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
    return row
  })
}

/**
 * Checks and stores one delivery of a known connection, as it came: it is parsed only when it is processed, so a malformed
 * part can't keep the rest from being stored. The same delivery twice is stored once (t-43).
 * @throws as receiveWebhook
 */
export async function storeDelivery(
  scope: EmpresaScope,
  connectionId: string,
  headers: WebhookHeaders,
  rawBytes: Uint8Array,
  deps: Deps,
): Promise<void> {
  const provider = deps.provider(scope, await sealedConnection(scope, connectionId), deps.clock)
  if (!provider.verifyWebhook(headers, rawBytes))
    throw new AppError('FORBIDDEN', 'A assinatura do aviso não confere.')
  webhookJson(rawBytes)
  const eventId = idOf(provider, headers, rawBytes)
  if (eventId === null) return
  const raw = Buffer.from(provider.redactWebhook?.(rawBytes) ?? rawBytes).toString('utf8')
  await withEmpresaSql(scope, async (ctx) => {
    const { rowCount } = await ctx.sql.query(
      `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, raw) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (empresa_id, connection_id, event_id) DO NOTHING`,
      [ctx.empresaId, connectionId, eventId, ctx.now, raw],
    )
    if (rowCount === 0) return
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET last_event_at = greatest(last_event_at, $3) WHERE empresa_id = $1 AND id = $2`,
      [ctx.empresaId, connectionId, ctx.now],
    )
    const { empresaId } = ctx
    await enqueueEvent(ctx, whatsappReceived.create({ empresaId, connectionId, eventId }))
  })
}

/**
 * The identity of a delivery: its own id; else its events, when each of them is unique; else none. A delivery that can't be
 * parsed is identified by its bytes. Null: it contains nothing for us.
 * @throws AppError FORBIDDEN for another session's
 */
function idOf(provider: WhatsAppProvider, headers: WebhookHeaders, rawBytes: Uint8Array): string | null {
  let parsed: ParsedWebhook
  try {
    parsed = provider.parseWebhook(headers, rawBytes)
  } catch (error) {
    if (error instanceof AppError && error.code === 'FORBIDDEN') throw error
    return digest(rawBytes)
  }
  const { eventId, problems = [] } = parsed
  const events = parsed.events.filter(isKept)
  if (events.length === 0 && problems.length === 0) return null
  if (eventId !== null) return eventId.length <= 200 ? eventId : digest(eventId)
  if (problems.length > 0) return digest(rawBytes)
  const keys = events.flatMap(({ key }) => key ?? [])
  return keys.length === events.length ? digest(keys.join('\n')) : randomUUID()
}

function digest(of: string | Uint8Array): string {
  return createHash('sha256').update(of).digest('hex')
}
