import { z } from 'zod'
import { gatewayUrl, secretText, sessionName } from '../config'

const PUBLISHED = 'THISISMYSECURETOKEN'

export const wppconnectConfig = z.object({
  provider: z.literal('wppconnect'),
  baseUrl: gatewayUrl,
  secretKey: secretText('A chave secreta do servidor').refine(
    (key) => key.toUpperCase() !== PUBLISHED,
    'Esta é a chave de exemplo do WPPConnect, que todos conhecem. Troque SECRET_KEY no servidor e informe a nova.',
  ),
  session: sessionName,
})
export type WppconnectConfig = z.infer<typeof wppconnectConfig>
