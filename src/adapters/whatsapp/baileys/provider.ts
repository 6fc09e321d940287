import { z } from 'zod'
import type { Clock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { clientOver, isSuccess } from '../client'
import { errorOfAnswer, gatewayAt, jsonOf, NoAnswer, type Answer, type GatewayRequest } from '../http'
import { digitsOf, readJid } from '../identity'
import { textAt } from '../loose'
import { answerWithFile, bytesOfBase64, mediaGone } from '../media'
import type { ConnectionStatus, Group, WhatsAppProvider } from '../port'
import { hmacHex, sameText } from '../webhook'
import { WORKER_OFF, WORKER_UNKNOWN, type BaileysWorker } from './config'
import { readBaileys, sessionName, sessionState, statusOfSession } from './read'
import { sendByBaileys } from './send'

/** The optional worker over Baileys. Its sessions and leases are in the portal's database (docs/adr/0006). */
export function baileys(worker: BaileysWorker, clock: Clock): WhatsAppProvider {
  const { url, token } = worker
  const gateway = gatewayAt(url, 'operator')
  const own = `/sessions/${sessionName(worker)}`
  const headers = { authorization: `Bearer ${token ?? ''}` }
  const call = (method: GatewayRequest['method'], path: string, body?: unknown): GatewayRequest => ({
    method,
    path,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  const client = clientOver(async (request) => {
    const answer = await gateway(request).catch((error: unknown) => {
      if (error instanceof NoAnswer && !error.sent) throw new AppError('SOURCE_UNAVAILABLE', WORKER_OFF)
      throw error
    })
    if (answer.status === 401)
      throw new AppError(
        'SOURCE_INVALID',
        'O serviço do Baileys usa outro RETOMA_BAILEYS_TOKEN. Iguale os dois e rode “npm run baileys” de novo.',
      )
    if (answer.status === 409)
      throw new AppError(
        'CONFLICT',
        'Outro serviço do Baileys já cuida desta sessão. Espere um minuto ou desligue o outro.',
      )
    if (answer.status === 503)
      throw new AppError(
        'SOURCE_UNAVAILABLE',
        'O serviço do Baileys não alcança o portal. Confira o endereço (NEXTAUTH_URL) e tente de novo.',
      )
    return answer
  })
  /** What the page shows in place of a session when the worker is missing. */
  const orOff = async (ask: () => Promise<ConnectionStatus>): Promise<ConnectionStatus> => {
    if (token === null) return { state: 'falhou', code: 'sem-token', reason: WORKER_UNKNOWN }
    return ask().catch((error: unknown) => {
      if (error instanceof AppError && error.message === WORKER_OFF)
        return { state: 'falhou', code: 'desligado', reason: WORKER_OFF }
      throw error
    })
  }
  const needsToken = () => {
    if (token === null) throw new AppError('SOURCE_UNAVAILABLE', WORKER_UNKNOWN)
  }
  const read = (answer: Answer): ConnectionStatus => {
    if (!isSuccess(answer)) throw errorOfAnswer(answer)
    return statusOfSession(sessionState.parse(jsonOf(answer)))
  }

  return {
    name: 'baileys',
    capabilities: {
      text: true,
      media: true,
      labels: false,
      stories: false,
      groups: true,
      templates: false,
      pairingCode: true,
      idempotentId: true,
      webhookProof: 'hmac',
    },
    // The worker posts to a fixed address of the portal: no webhook URL to hand over.
    connect: ({ pairingPhone }) =>
      orOff(async () =>
        read(
          await client.answer(call('PUT', own, pairingPhone ? { pairingPhone: digitsOf(pairingPhone) } : {})),
        ),
      ),
    async disconnect() {
      needsToken()
      await client.done(call('DELETE', own))
    },
    async logout() {
      needsToken()
      await client.done(call('POST', `${own}/logout`))
    },
    status: () =>
      orOff(async () => {
        const answer = await client.answer(call('GET', own))
        return answer.status === 404 ? { state: 'desconectada', reason: null } : read(answer)
      }),
    send: (command) => sendByBaileys(gateway, `${own}/messages`, headers, command),
    async fetchMedia({ providerMediaId }) {
      if (providerMediaId === null) throw mediaGone()
      const found = await answerWithFile(
        client,
        call('POST', `${own}/media`, { ref: providerMediaId }),
        [410],
        [404],
      )
      return { bytes: bytesOfBase64(textAt(found, 'base64')), mimeType: null, fileName: null }
    },
    verifyWebhook: (given, rawBytes) =>
      token !== null && sameText(given.get('x-retoma-signature'), hmacHex('sha512', token, rawBytes)),
    parseWebhook: (_headers, rawBytes) => readBaileys(worker, rawBytes, clock()),
    async groups() {
      const found = await client.json(
        call('GET', `${own}/groups`),
        z.array(z.object({ id: z.string(), name: z.string() })),
      )
      return found.filter(({ id }) => readJid(id)?.kind === 'group') satisfies Group[]
    },
  }
}
