import { z } from 'zod'
import { gatewayUrl, secretText, sessionName } from '../config'

export const evolutionConfig = z.object({
  provider: z.literal('evolution'),
  baseUrl: gatewayUrl,
  /** The global key, or the instance's own token. */
  apiKey: secretText('A chave da API'),
  instance: sessionName,
  /** Signs the JWT that each webhook carries. */
  webhookSecret: secretText('O segredo dos avisos', 16),
})
export type EvolutionConfig = z.infer<typeof evolutionConfig>
