import type { Clock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { listWantedSessions } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { WebhookHeaders } from '~/adapters/whatsapp/port'
import type { BaileysAnswer, BaileysRequest } from '../baileys-schema'
import { clearKeys, readKeys, sentText, setKeys } from './baileys-keys'
import { acquire, forget, holdLease, release, renew, want } from './baileys-lease'
import { openProvider } from './provider'
import { storeDelivery } from './receive'

function scopeOf(empresaId: string, clock: Clock): EmpresaScope {
  return systemScope(empresaId, 'Baileys', clock)
}

/**
 * Answers the Baileys worker. Keys are read and written only under a valid lease, which is locked meanwhile: the next
 * worker to take it sees all of a write or nothing of it.
 * @throws AppError CONFLICT when the lease is another worker's or has expired, NOT_FOUND for a connection that isn't
 * Baileys'.
 */
export async function answerBaileys(request: BaileysRequest, clock: Clock): Promise<BaileysAnswer> {
  if (request.op === 'wanted') return { sessions: await listWantedSessions() }
  const { empresaId, connectionId } = request.session
  return withEmpresaSql(scopeOf(empresaId, clock), async (ctx): Promise<BaileysAnswer> => {
    switch (request.op) {
      case 'acquire':
        if (request.want) await want(ctx, connectionId)
        return { granted: await acquire(ctx, connectionId, request.owner, request.seconds) }
      case 'renew':
        return { granted: await renew(ctx, connectionId, request.owner, request.seconds) }
      case 'release':
        await release(ctx, connectionId, request.owner, request.forget)
        return { done: true }
      case 'forget':
        await forget(ctx, connectionId, request.wipe)
        return { done: true }
    }
    await holdLease(ctx, connectionId, request.owner)
    switch (request.op) {
      case 'keys.get':
        return { values: await readKeys(ctx, connectionId, request.type, request.ids) }
      case 'keys.set':
        await setKeys(ctx, connectionId, request.changes)
        return { done: true }
      case 'keys.clear':
        await clearKeys(ctx, connectionId, request.what)
        return { done: true }
      case 'sent':
        return { text: await sentText(ctx, connectionId, request.messageId) }
    }
  })
}

/**
 * Receives the worker's events of a session: checked, stored and processed like any provider's webhook.
 * @throws AppError as storeDelivery, NOT_FOUND for a connection that isn't Baileys'.
 */
export async function receiveFromBaileys(
  session: { empresaId: string; connectionId: string },
  headers: WebhookHeaders,
  rawBytes: Uint8Array,
  clock: Clock,
): Promise<void> {
  const scope = scopeOf(session.empresaId, clock)
  await storeDelivery(scope, session.connectionId, headers, rawBytes, {
    clock,
    provider(...connection) {
      const provider = openProvider(...connection)
      // Deliveries of other providers are authenticated by their secret address, which isn't checked here.
      if (provider.name !== 'baileys') throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
      return provider
    },
  })
}
