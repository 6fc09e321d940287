import { z } from 'zod'
import type { Clock } from '~/kernel/clock'
import { baileysConfig, type BaileysWorker } from './baileys/config'
import { baileys } from './baileys/provider'
import { cloudConfig } from './cloud/config'
import { cloud } from './cloud/provider'
import { evolutionConfig } from './evolution/config'
import { evolution } from './evolution/provider'
import type { WhatsAppProvider } from './port'
import { simulatorConfig } from './simulator/config'
import { simulator } from './simulator/provider'
import type { SimulatorStore } from './simulator/store'
import { wahaConfig } from './waha/config'
import { waha } from './waha/provider'
import { wppconnectConfig } from './wppconnect/config'
import { wppconnect } from './wppconnect/provider'

/** Settings of one connection, secrets included: keep them sealed. */
export const whatsappConfig = z.discriminatedUnion(
  'provider',
  [simulatorConfig, wahaConfig, cloudConfig, evolutionConfig, wppconnectConfig, baileysConfig],
  'Escolha o serviço de WhatsApp.',
)
export type WhatsAppConfig = z.infer<typeof whatsappConfig>

/** Dependencies of the providers: each takes only what it needs. */
export type ProviderDeps = {
  clock: Clock
  simulatorStore: () => SimulatorStore
  baileysWorker: () => BaileysWorker
}

/** The provider of a connection. Opens nothing yet. */
export function openWhatsApp(config: WhatsAppConfig, deps: ProviderDeps): WhatsAppProvider {
  switch (config.provider) {
    case 'simulator':
      return simulator(config, deps.simulatorStore(), deps.clock)
    case 'waha':
      return waha(config)
    case 'cloud':
      return cloud(config)
    case 'evolution':
      return evolution(config, deps.clock)
    case 'wppconnect':
      return wppconnect(config, deps.clock)
    case 'baileys':
      return baileys(deps.baileysWorker(), deps.clock)
  }
}
