import { z } from 'zod'
import { AppError } from '~/kernel/errors'
import type { Clock } from '~/kernel/clock'
import { clientOver, isSuccess } from '../client'
import { errorOfAnswer, gatewayAt, jsonOf, type GatewayRequest } from '../http'
import { digitsOf, readJid } from '../identity'
import { field, idAt, listOf, textAt } from '../loose'
import { answerWithFile, bytesOfBase64 } from '../media'
import type { ConnectionStatus, Group, Label, LabelPort, WhatsAppProvider } from '../port'
import type { EvolutionConfig } from './config'
import { isEvolutionToken } from './proof'
import { readEvolution, redactEvolution } from './read'
import { evolutionTrouble, LICENSE, numberOf, sendByEvolution } from './send'

/**
 * Evolution accepts all of them since 2.2.0, though the published spec lacks some; one unknown name rejects the whole
 * call.
 */
const EVENTS = [
  'CONNECTION_UPDATE',
  'QRCODE_UPDATED',
  'MESSAGES_UPSERT',
  'MESSAGES_UPDATE',
  'MESSAGES_EDITED',
  'MESSAGES_DELETE',
  'CALL',
  'SEND_MESSAGE',
  'LOGOUT_INSTANCE',
  'REMOVE_INSTANCE',
  'LABELS_EDIT',
  'LABELS_ASSOCIATION',
]
const stateShape = z.object({
  // An instance in the database that isn't loaded yet has no state.
  instance: z.object({ state: z.enum(['open', 'connecting', 'close']).nullish() }),
})
/** A new instance answers with its QR after about five seconds, sometimes much later. */
const SLOW = 60_000

/** Evolution API up to 2.3.7. */
export function evolution(config: EvolutionConfig, clock: Clock): WhatsAppProvider {
  const { instance } = config
  const gateway = gatewayAt(config.baseUrl)
  const client = clientOver(async (request) => {
    const answer = await gateway(request)
    const trouble = evolutionTrouble(answer)
    if (trouble?.code === 'LICENSE_REQUIRED') throw new AppError('SOURCE_INVALID', trouble.reason)
    return answer
  })
  const call = (method: GatewayRequest['method'], path: string, body?: unknown): GatewayRequest => ({
    method,
    path,
    headers: { apikey: config.apiKey },
    milliseconds: SLOW,
    ...(body === undefined ? {} : { body }),
  })
  const find = () => client.maybe(call('GET', `/instance/connectionState/${instance}`), stateShape)
  const pairing = async (phone?: string): Promise<ConnectionStatus> => {
    const number = phone ? `?number=${digitsOf(phone)}` : ''
    const answer = await client.answer(call('GET', `/instance/connect/${instance}${number}`))
    if (!isSuccess(answer)) throw errorOfAnswer(answer)
    const body = jsonOf(answer)
    // A failure to start the session comes as a success with an `error`.
    if (field(body, 'error') === true)
      throw new AppError(
        'SOURCE_UNAVAILABLE',
        'O Evolution não conseguiu iniciar a sessão. Tente de novo; se continuar, reinicie o Evolution.',
      )
    if (textAt(body, 'instance', 'state') === 'open') return { state: 'conectada', me: null }
    const [qr, pairingCode] = [textAt(body, 'code'), textAt(body, 'pairingCode')]
    // `{count: 0}`: the QR isn't ready yet.
    return qr || pairingCode ? { state: 'qr', qr, pairingCode } : { state: 'conectando' }
  }
  const status = async (quiet: boolean): Promise<ConnectionStatus> => {
    const found = await find()
    if (!found?.instance.state || found.instance.state === 'close')
      return { state: 'desconectada', reason: null }
    if (found.instance.state === 'open') return { state: 'conectada', me: null }
    return quiet ? { state: 'conectando' } : pairing()
  }
  const webhook = (url: string, enabled: boolean) => ({
    enabled,
    url,
    byEvents: false,
    base64: false,
    headers: { jwt_key: config.webhookSecret },
    events: EVENTS,
  })

  const labels: LabelPort = {
    async list() {
      const given = await client.json(call('GET', `/label/findLabels/${instance}`), z.unknown())
      return listOf(given).flatMap((entry): Label[] => {
        const [id, name] = [textAt(entry, 'id'), textAt(entry, 'name')]
        return id && name ? [{ id, name }] : []
      })
    },
    create: () =>
      Promise.reject(
        new AppError(
          'BAD_INPUT',
          'O Evolution não cria etiquetas. Crie a etiqueta no WhatsApp Business do celular.',
        ),
      ),
    async mark(chat, labelId, on) {
      if (chat.kind === 'status') throw new AppError('BAD_INPUT', 'O status não tem etiquetas.')
      const body = { number: numberOf(chat), labelId, action: on ? 'add' : 'remove' }
      await client.done(call('POST', `/label/handleLabel/${instance}`, body))
    },
  }

  return {
    name: 'evolution',
    capabilities: {
      text: true,
      media: true,
      labels: true,
      stories: true,
      groups: true,
      templates: false,
      pairingCode: true,
      idempotentId: false,
      webhookProof: 'token',
    },
    async connect({ webhookUrl, pairingPhone }) {
      if (await find())
        await client.done(call('POST', `/webhook/set/${instance}`, { webhook: webhook(webhookUrl, true) }))
      else {
        const answer = await client.answer(
          call('POST', '/instance/create', {
            instanceName: instance,
            integration: 'WHATSAPP-BAILEYS',
            qrcode: true,
            ...(pairingPhone ? { number: digitsOf(pairingPhone) } : {}),
            webhook: webhook(webhookUrl, true),
          }),
        )
        if (answer.status === 403 && answer.text.includes('already in use'))
          throw new AppError('CONFLICT', 'O Evolution já tem uma instância com este nome. Tente de novo.')
        if (!isSuccess(answer)) throw errorOfAnswer(answer)
      }
      return pairing(pairingPhone)
    },
    // Evolution has no pause that keeps the login: it stays connected and only stops posting.
    disconnect: () =>
      client.done(
        call('POST', `/webhook/set/${instance}`, { webhook: webhook('https://desligado.invalid', false) }),
        [404],
      ),
    async logout() {
      const answer = await client.answer(call('DELETE', `/instance/logout/${instance}`))
      // Signed out already: unknown, or known and not connected.
      const isOut =
        answer.status === 404 || (answer.status === 400 && answer.text.includes('is not connected'))
      if (!isSuccess(answer) && !isOut) throw errorOfAnswer(answer)
    },
    status: (quiet = false) =>
      status(quiet).catch((error: unknown) => {
        if (error instanceof AppError && error.message === LICENSE)
          return { state: 'falhou', code: 'LICENSE_REQUIRED', reason: LICENSE }
        throw error
      }),
    send: (command) => sendByEvolution(config, gateway, command),
    async fetchMedia({ providerMessageId }) {
      const body = { message: { key: { id: providerMessageId } }, convertToMp4: false }
      // 400: the message isn't in its database, or has no file.
      const found = await answerWithFile(
        client,
        call('POST', `/chat/getBase64FromMediaMessage/${instance}`, body),
        [400],
      )
      return {
        bytes: bytesOfBase64(textAt(found, 'base64')),
        mimeType: textAt(found, 'mimetype'),
        fileName: textAt(found, 'fileName'),
      }
    },
    verifyWebhook: (headers) => isEvolutionToken(headers.get('authorization'), config.webhookSecret, clock()),
    parseWebhook: (_headers, rawBytes) => readEvolution(instance, rawBytes, clock()),
    redactWebhook: redactEvolution,
    labels,
    async groups() {
      const given = await client.json(
        call('GET', `/group/fetchAllGroups/${instance}?getParticipants=false`),
        z.unknown(),
      )
      return listOf(given).flatMap((entry): Group[] => {
        const jid = readJid(idAt(entry, 'id'))
        return jid?.kind === 'group' ? [{ id: jid.id, name: textAt(entry, 'subject') ?? jid.id }] : []
      })
    },
  }
}
