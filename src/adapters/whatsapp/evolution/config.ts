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

/** Shown beside the choice of provider. */
export const EVOLUTION_NOTICE =
  'Use o Evolution API até a versão 2.3.7. A partir da 2.4.0 ele só envia depois de ativar uma licença no site do fabricante.'
