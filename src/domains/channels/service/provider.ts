import { env } from '~/env'
import { openWhatsApp, whatsappConfig, type WhatsAppConfig } from '~/adapters/whatsapp/open'
import type { WhatsAppProvider } from '~/adapters/whatsapp/port'
import type { Clock } from '~/kernel/clock'
import { unseal } from '~/kernel/secrets'
import type { EmpresaScope } from '~/kernel/tenancy/unit'
import { databaseSimulator } from './simulator-store'

/** A connection as its row has it: settings still sealed for the empresa. */
export type SealedConnection = { id: string; configSealed: string }

/**
 * Settings of a connection, secrets included.
 * @throws AppError INTERNAL when the key changed, ZodError for damaged ones.
 */
export function configOf(empresaId: string, connection: SealedConnection): WhatsAppConfig {
  return whatsappConfig.parse(JSON.parse(unseal(connection.configSealed, empresaId)))
}

/** The provider behind a connection; one connection, one session, one empresa (t-42). */
export function openProvider(
  scope: EmpresaScope,
  connection: SealedConnection,
  clock: Clock,
): WhatsAppProvider {
  return openWhatsApp(configOf(scope.empresaId, connection), {
    clock,
    simulatorStore: () => databaseSimulator(scope, connection.id),
    baileysWorker: () => ({
      url: env().RETOMA_BAILEYS_URL,
      token: env().RETOMA_BAILEYS_TOKEN ?? null,
      empresaId: scope.empresaId,
      connectionId: connection.id,
    }),
  })
}
