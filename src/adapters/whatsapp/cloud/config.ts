import { z } from 'zod'
import { gatewayUrl, secretText } from '../config'

const digits = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{5,25}$/, `${what} só tem números. Copie-o do painel da Meta.`)

export const cloudConfig = z.object({
  provider: z.literal('cloud'),
  baseUrl: gatewayUrl.prefault('https://graph.facebook.com'),
  version: z
    .string()
    .regex(/^v\d{1,2}\.0$/, 'Informe a versão como v23.0.')
    .default('v23.0'),
  phoneNumberId: digits('O ID do número'),
  /** WhatsApp Business account (WABA) that the phone number belongs to: it lists the approved templates. */
  businessAccountId: digits('O ID da conta do WhatsApp Business').optional(),
  accessToken: secretText('O token de acesso', 20),
  /** Signs the webhooks. */
  appSecret: secretText('A chave secreta do aplicativo', 16),
  /** Answers Meta's GET handshake. */
  verifyToken: secretText('O token de verificação'),
})
export type CloudConfig = z.infer<typeof cloudConfig>
