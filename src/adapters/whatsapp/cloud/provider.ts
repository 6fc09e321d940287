import { z } from 'zod'
import { AppError } from '~/kernel/errors'
import { isSuccess, clientOver } from '../client'
import { gatewayAt, jsonOf } from '../http'
import { partyOf } from '../identity'
import { field } from '../loose'
import type { ConnectionStatus, WhatsAppProvider } from '../port'
import { hmacHex, sameText } from '../webhook'
import type { CloudConfig } from './config'
import { metaFailure } from './errors'
import { mediaOfCloud } from './media'
import { readCloud } from './read'
import { sendByCloud } from './send'
import { approvedTemplates } from './templates'

const phoneNumber = z.object({ display_phone_number: z.string(), verified_name: z.string().nullish() })

/** Meta's official API. There is no session: connected means that the token and the phone number id are valid. */
export function cloud(config: CloudConfig): WhatsAppProvider {
  const gateway = gatewayAt(config.baseUrl)
  const client = clientOver(gateway)
  const { businessAccountId } = config

  const status = async (): Promise<ConnectionStatus> => {
    const answer = await client.answer({
      method: 'GET',
      path: `/${config.version}/${config.phoneNumberId}?fields=display_phone_number,verified_name`,
      headers: { authorization: `Bearer ${config.accessToken}` },
    })
    const found = phoneNumber.safeParse(jsonOf(answer))
    if (isSuccess(answer) && found.success) {
      const digits = found.data.display_phone_number.replace(/\D+/g, '')
      return { state: 'conectada', me: partyOf([`${digits}@s.whatsapp.net`], found.data.verified_name) }
    }
    if (answer.status >= 500)
      throw new AppError('SOURCE_UNAVAILABLE', 'A Meta não respondeu. Tente de novo em instantes.')
    const code = field(jsonOf(answer), 'error', 'code')
    const known = typeof code === 'number' ? metaFailure(code) : null
    const reason = known?.reason ?? 'A Meta não reconheceu este número. Confira o ID do número e o token.'
    return { state: 'falhou', code: typeof code === 'number' ? String(code) : String(answer.status), reason }
  }

  return {
    name: 'cloud',
    capabilities: {
      text: true,
      media: true,
      labels: false,
      stories: false,
      groups: false,
      templates: true,
      pairingCode: false,
      idempotentId: false,
      webhookProof: 'hmac',
    },
    connect: status,
    // Meta runs nothing that could be stopped: the token stays with the connection.
    disconnect: () => Promise.resolve(),
    logout: () => Promise.resolve(),
    status,
    send: (command) => sendByCloud(config, gateway, command),
    fetchMedia: (media) => mediaOfCloud(config, client, media),
    verifyWebhook: (headers, rawBytes) =>
      sameText(headers.get('x-hub-signature-256'), `sha256=${hmacHex('sha256', config.appSecret, rawBytes)}`),
    parseWebhook: (_headers, rawBytes) => readCloud(config.phoneNumberId, rawBytes),
    ...(businessAccountId === undefined
      ? {}
      : { templates: () => approvedTemplates(config, client, businessAccountId) }),
    challenge: (query) =>
      query.get('hub.mode') === 'subscribe' && sameText(query.get('hub.verify_token'), config.verifyToken)
        ? query.get('hub.challenge')
        : null,
  }
}
