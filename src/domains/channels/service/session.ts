import { env } from '~/env'
import type { Simulator } from '~/adapters/whatsapp/simulator/provider'
import type { ConnectionStatus, WhatsAppProvider } from '~/adapters/whatsapp/port'
import { AppError } from '~/kernel/errors'
import { parsePhone } from '~/kernel/phone'
import { auditSql } from '~/kernel/audit'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { setStatus } from './connection-status'
import { renewWebhook, webhookToken } from './connections'
import { openProvider } from './provider'
import { sealedConnection } from './receive'

/** The address that a provider posts to: the secret at the end is its only authentication. */
export function webhookUrl(token: string): string {
  return `${env().NEXTAUTH_URL.replace(/\/+$/, '')}/api/webhooks/whatsapp/${token}`
}

async function open(scope: EmpresaScope, id: string): Promise<WhatsAppProvider> {
  return openProvider(scope, await sealedConnection(scope, id), scope.now)
}

/** `at`: when the status was known, if not now. */
async function keep(
  scope: EmpresaScope,
  id: string,
  status: ConnectionStatus,
  action: string | null,
  at?: Date,
): Promise<void> {
  await withEmpresaSql(scope, async (ctx) => {
    await setStatus(ctx, id, status, at ?? ctx.now)
    if (action) await auditSql(ctx, { action: `whatsapp.${action}`, entity: 'whatsapp', entityId: id })
  })
}

/** The webhook address that is registered at the provider: the same one until a user asks for another. */
async function keptWebhook(scope: EmpresaScope, id: string): Promise<string> {
  return webhookUrl(
    await withEmpresa(scope, async (ctx) => (await webhookToken(ctx, id)) ?? (await renewWebhook(ctx, id))),
  )
}

/** Stores whether a user wants this channel connected: if so, it is reconnected when it drops. */
async function want(scope: EmpresaScope, id: string, wanted: boolean): Promise<void> {
  await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query(
      `UPDATE whatsapp_connections SET wanted = $3, reconnect_tries = 0, reconnect_at = NULL, down_since = NULL
       WHERE empresa_id = $1 AND id = $2`,
      [ctx.empresaId, id, wanted],
    ),
  )
}

/**
 * Starts the session: a QR or a pairing code to show, or connected at once. Registers the connection's webhook address at
 * the provider. Calls the provider outside of any unit of work.
 * @throws AppError NOT_FOUND, BAD_INPUT for a wrong phone, SOURCE_UNAVAILABLE when the provider is unavailable.
 */
export async function connect(
  scope: EmpresaScope,
  input: { id: string; pairingPhone?: string | undefined },
): Promise<void> {
  const { id } = input
  const pairing = input.pairingPhone ? parsePhone(input.pairingPhone) : null
  if (pairing && pairing.e164 === null)
    throw new AppError('BAD_INPUT', 'Informe o telefone com DDD, como (31) 98765-4321.')
  const provider = await open(scope, id)
  await want(scope, id, true)
  const status = await provider.connect({
    webhookUrl: await keptWebhook(scope, id),
    ...(pairing?.e164 ? { pairingPhone: pairing.e164 } : {}),
  })
  await keep(scope, id, status, 'connected')
}

/** Stops the session and keeps the login. @throws as connect */
export async function disconnect(scope: EmpresaScope, id: string): Promise<void> {
  await want(scope, id, false)
  await (await open(scope, id)).disconnect()
  await keep(scope, id, { state: 'desconectada', reason: null }, 'disconnected')
}

/** Ends the login: connecting again needs a new QR. @throws as connect */
export async function logout(scope: EmpresaScope, id: string): Promise<void> {
  await want(scope, id, false)
  await (await open(scope, id)).logout()
  await keep(scope, id, { state: 'desconectada', reason: null }, 'logged_out')
}

/** Asks the provider for the session's status, for pages that wait for a QR to be read. @throws as connect */
export async function refreshStatus(scope: EmpresaScope, id: string): Promise<void> {
  // The time of the request: an event that arrives before the answer is newer.
  const asked = scope.now()
  await keep(scope, id, await (await open(scope, id)).status(), null, asked)
}

/** The same for periodic checks: creates no new QR, and removes none from the page. @throws as connect */
export async function lookAt(scope: EmpresaScope, id: string): Promise<void> {
  const asked = scope.now()
  const status = await (await open(scope, id)).status(true)
  const shown = await withEmpresa(scope, (ctx) =>
    ctx.db.whatsappConnection.findFirst({
      where: { empresaId: ctx.empresaId, id },
      select: { status: true },
    }),
  )
  if (status.state !== 'conectando' || shown?.status !== 'qr') await keep(scope, id, status, null, asked)
}

/** Restarts the session with the address that the provider knows, on the product's own initiative. @throws as connect */
export async function reconnect(scope: EmpresaScope, id: string): Promise<void> {
  const status = await (await open(scope, id)).connect({ webhookUrl: await keptWebhook(scope, id) })
  await keep(scope, id, status, null)
}

/** Scans the QR with the simulated phone. @throws AppError BAD_INPUT for a real provider. */
export async function scanSimulated(scope: EmpresaScope, id: string): Promise<void> {
  const provider = await open(scope, id)
  if (!isSimulator(provider)) throw new AppError('BAD_INPUT', 'Só o simulador tem um celular aqui.')
  await provider.scan()
  await keep(scope, id, await provider.status(), null)
}

function isSimulator(provider: WhatsAppProvider): provider is Simulator {
  return provider.name === 'simulator'
}
