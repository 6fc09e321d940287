import { z } from 'zod'
import { gatewayUrl, secretText, sessionName } from '../config'

export const wahaConfig = z.object({
  provider: z.literal('waha'),
  baseUrl: gatewayUrl,
  apiKey: secretText('A chave da API'),
  session: sessionName,
  /** Only NOWEB and GOWS take message ids of ours. */
  engine: z.enum(['GOWS', 'NOWEB', 'WEBJS', 'WPP'], 'Escolha o motor que o WAHA usa.').default('GOWS'),
  /** HMAC key of the webhooks. */
  webhookSecret: secretText('O segredo dos avisos', 16),
})
export type WahaConfig = z.infer<typeof wahaConfig>
