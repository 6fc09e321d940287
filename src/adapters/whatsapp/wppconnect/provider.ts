import { z } from 'zod'
import type { Clock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { chatIdOf } from '../chat'
import { isSuccess } from '../client'
import { errorOfAnswer, gatewayAt } from '../http'
import { digitsOf, readJid } from '../identity'
import { field, idAt, listOf, textAt } from '../loose'
import { answerWithFile, bytesOfBase64, mediaGone } from '../media'
import type { ConnectionStatus, Group, LabelPort, WhatsAppProvider } from '../port'
import type { WppconnectConfig } from './config'
import { readWppconnect, redactWppconnect } from './read'
import { sendByWppconnect } from './send'
import { wppSession } from './session'

const started = z.object({
  status: z.string().nullish(),
  urlcode: z.string().nullish(),
  phoneCode: z.string().nullish(),
})
const label = z.object({ id: z.string(), name: z.string() })

/** WPPConnect Server 2.10. */
export function wppconnect(config: WppconnectConfig, clock: Clock): WhatsAppProvider {
  const gateway = gatewayAt(config.baseUrl)
  const session = wppSession(config, gateway)
  const { client, call } = session

  const labels: LabelPort = {
    async list() {
      const shape = z.object({ response: z.array(label) })
      return (await client.json(await call('GET', 'get-all-labels'), shape)).response
    },
    async create(name) {
      await client.done(await call('POST', 'add-new-label', { name, options: {} }))
      const made = (await labels.list()).find((one) => one.name === name)
      if (!made)
        throw new AppError(
          'SOURCE_INVALID',
          'O WPPConnect não criou a etiqueta. Só contas do WhatsApp Business têm etiquetas.',
        )
      return made
    },
    async mark(chat, labelId, on) {
      const body = { chatIds: [chatIdOf(chat)], options: [{ labelId, type: on ? 'add' : 'remove' }] }
      await client.done(await call('POST', 'add-or-remove-label', body))
    },
  }

  const status = async (quiet = true): Promise<ConnectionStatus> => {
    const session = await client.json(await call('GET', 'status-session'), started)
    const state = stateOf(session)
    // A session that shows its first QR may report itself closed: a caller that waits for it keeps the code that came
    // by webhook.
    return state.state === 'desconectada' && session.urlcode && !quiet
      ? { state: 'qr', qr: null, pairingCode: null }
      : state
  }
  /**
   * A session that shows its QR is left alone: it ends by itself in a minute, and one that is closed before leaves its
   * browser behind, for which the next start would wait forever. One that is only starting may hang, and this releases
   * it.
   */
  const close = async () => {
    if (!['conectada', 'conectando'].includes((await status()).state)) return
    const answer = await client.answer(await call('POST', 'close-session'))
    if (!isSuccess(answer) && (await status()).state !== 'desconectada') throw errorOfAnswer(answer)
  }
  const logout = async () => {
    const { state } = await status()
    if (state === 'conectada') await client.done(await call('POST', 'logout-session'), [404])
    else if (state === 'desconectada') await client.done(session.clearing(), [404])
    else await close()
  }

  return {
    name: 'wppconnect',
    capabilities: {
      text: true,
      media: true,
      labels: true,
      stories: true,
      groups: true,
      templates: false,
      pairingCode: true,
      idempotentId: false,
      webhookProof: 'address',
    },
    async connect({ webhookUrl, pairingPhone }) {
      const body = {
        webhook: webhookUrl,
        waitQrCode: pairingPhone !== undefined,
        ...(pairingPhone ? { phone: digitsOf(pairingPhone) } : {}),
      }
      const start = async () => client.json(await call('POST', 'start-session', body, 90_000), started)
      let session = await start()
      if (stateOf(session).state === 'conectada') {
        // A running session keeps posting to the address that it was started with.
        await close()
        session = await start()
      }
      if (session.phoneCode) return { state: 'qr', qr: null, pairingCode: session.phoneCode }
      // While it starts it reports CLOSED; another status request at once can undo a pairing.
      const state = stateOf(session)
      return state.state === 'desconectada' ? { state: 'conectando' } : state
    },
    disconnect: close,
    logout,
    status: (quiet = false) => status(quiet),
    send: (command) => sendByWppconnect(session, gateway, command),
    async fetchMedia({ providerMediaId }) {
      if (providerMediaId === null) throw mediaGone()
      const path = `get-media-by-message/${encodeURIComponent(providerMediaId)}`
      // 400: the message isn't on the phone any more, or has no file.
      const found = await answerWithFile(client, await call('GET', path), [400])
      return {
        bytes: bytesOfBase64(textAt(found, 'base64')),
        mimeType: textAt(found, 'mimetype'),
        fileName: null,
      }
    },
    // Nothing is signed: the secret address is the only proof, and the caller has checked it.
    verifyWebhook: () => true,
    parseWebhook: (_headers, rawBytes) => readWppconnect(config.session, rawBytes, clock()),
    redactWebhook: redactWppconnect,
    labels,
    async groups() {
      const given = await client.json(await call('POST', 'list-chats', { onlyGroups: true }), z.unknown())
      const chats = Array.isArray(given) ? given : listOf(field(given, 'response'))
      return chats.flatMap((entry): Group[] => {
        const jid = readJid(idAt(entry, 'id'))
        const name = textAt(entry, 'name') ?? textAt(entry, 'groupMetadata', 'subject')
        return jid?.kind === 'group' ? [{ id: jid.id, name: name ?? jid.id }] : []
      })
    },
  }
}

function stateOf(session: z.infer<typeof started>): ConnectionStatus {
  switch (session.status?.toUpperCase()) {
    case 'CONNECTED':
      return { state: 'conectada', me: null }
    case 'INITIALIZING':
      return { state: 'conectando' }
    case 'QRCODE':
      return { state: 'qr', qr: session.urlcode ?? null, pairingCode: null }
    case 'PHONECODE':
      return { state: 'qr', qr: null, pairingCode: session.phoneCode ?? null }
    default:
      return { state: 'desconectada', reason: null }
  }
}
