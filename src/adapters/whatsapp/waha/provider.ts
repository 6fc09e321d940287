import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { chatIdOf } from '../chat'
import { clientOver, isSuccess } from '../client'
import { gatewayAt, jsonOf, type GatewayRequest } from '../http'
import { digitsOf, partyOf, readJid } from '../identity'
import { idAt, listOf, textAt } from '../loose'
import type { ConnectionStatus, Group, LabelPort, WhatsAppProvider } from '../port'
import { hmacHex, sameText } from '../webhook'
import type { WahaConfig } from './config'
import { mediaOfWaha } from './media'
import { readWaha } from './read'
import { sendByWaha } from './send'
import { statusOfState } from './state'

const EVENTS = [
  'session.status',
  'message.any',
  'message.ack',
  'message.reaction',
  'message.edited',
  'message.revoked',
  'poll.vote',
  'call.received',
  'call.accepted',
  'call.rejected',
  'label.upsert',
  'label.deleted',
  'label.chat.added',
  'label.chat.deleted',
]

const sessionInfo = z.object({
  status: z.string(),
  me: z
    .object({
      id: z.string().nullish(),
      lid: z.string().nullish(),
      jid: z.string().nullish(),
      pushName: z.string().nullish(),
    })
    .nullish(),
  config: z
    .object({
      webhooks: z
        .array(
          z.object({
            url: z.string(),
            events: z.array(z.string()).nullish(),
            hmac: z.object({ key: z.string().nullish() }).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
const label = z.object({ id: z.string(), name: z.string() })

/** WAHA, 2026.6 and later. */
export function waha(config: WahaConfig): WhatsAppProvider {
  const gateway = gatewayAt(config.baseUrl)
  const client = clientOver(gateway)
  const { session } = config
  const call = (method: GatewayRequest['method'], path: string, body?: unknown): GatewayRequest => ({
    method,
    path,
    headers: { 'x-api-key': config.apiKey },
    ...(body === undefined ? {} : { body }),
  })
  const own = `/api/sessions/${session}`

  const statusOf = async (info: z.infer<typeof sessionInfo>): Promise<ConnectionStatus> => {
    const state = statusOfState(info.status) ?? { state: 'conectando' }
    if (state.state === 'conectada' && info.me)
      return { state: 'conectada', me: partyOf([info.me.id, info.me.jid, info.me.lid], info.me.pushName) }
    if (state.state !== 'qr') return state
    const qr = await client.answer(call('GET', `/api/${session}/auth/qr?format=raw`))
    return { ...state, qr: isSuccess(qr) ? textAt(jsonOf(qr), 'value') : null }
  }
  /** Null when the gateway doesn't know the session. */
  const find = () => client.maybe(call('GET', own), sessionInfo)
  const status = async (): Promise<ConnectionStatus> => {
    const info = await find()
    return info ? statusOf(info) : { state: 'desconectada', reason: null }
  }

  const pairingCode = async (phone: string): Promise<string | null> => {
    for (let tries = 0; tries < 10; tries++) {
      const { status: state } = await client.json(call('GET', own), sessionInfo)
      if (state === 'SCAN_QR_CODE') break
      if (state !== 'STARTING') return null
      await wait(1000)
    }
    const body = { phoneNumber: digitsOf(phone) }
    return (
      await client.json(
        call('POST', `/api/${session}/auth/request-code`, body),
        z.object({ code: z.string() }),
      )
    ).code
  }

  return {
    name: 'waha',
    capabilities: {
      text: true,
      media: true,
      labels: true,
      stories: true,
      groups: true,
      templates: false,
      pairingCode: true,
      idempotentId: config.engine === 'NOWEB' || config.engine === 'GOWS',
      webhookProof: 'hmac',
    },
    async connect({ webhookUrl, pairingPhone }) {
      const settings = {
        webhooks: [
          {
            url: webhookUrl,
            events: EVENTS,
            hmac: { key: config.webhookSecret },
            retries: { policy: 'exponential', delaySeconds: 2, attempts: 15 },
          },
        ],
      }
      const info = await find()
      if (!info)
        await client.done(call('POST', '/api/sessions', { name: session, start: true, config: settings }))
      else {
        const known = info.config?.webhooks?.some(
          ({ url, events, hmac }) =>
            url === webhookUrl &&
            EVENTS.every((one) => (events ?? EVENTS).includes(one)) &&
            (hmac?.key ?? config.webhookSecret) === config.webhookSecret,
        )
        // Replacing the configuration restarts a running session, so it's left alone when it's already ours.
        if (!known) await client.done(call('PUT', own, { config: settings }))
        if (info.status === 'FAILED') await client.done(call('POST', `${own}/restart`))
        else await client.done(call('POST', `${own}/start`), [422])
      }
      if (!pairingPhone) return status()
      return { state: 'qr', qr: null, pairingCode: await pairingCode(pairingPhone) }
    },
    disconnect: () => client.done(call('POST', `${own}/stop`), [404]),
    logout: () => client.done(call('POST', `${own}/logout`), [404]),
    status,
    send: (command) => sendByWaha(config, gateway, command),
    fetchMedia: (media) => mediaOfWaha(client, call, session, media),
    verifyWebhook(headers, rawBytes) {
      const algorithm = headers.get('x-webhook-hmac-algorithm') ?? 'sha512'
      return (
        algorithm === 'sha512' &&
        sameText(headers.get('x-webhook-hmac'), hmacHex('sha512', config.webhookSecret, rawBytes))
      )
    },
    parseWebhook: (_headers, rawBytes) => readWaha(session, rawBytes),
    labels: labelsOf(),
    async groups() {
      const given = await client.json(
        call('GET', `/api/${session}/groups?exclude=participants&limit=1000`),
        z.unknown(),
      )
      return listOf(given).flatMap((entry): Group[] => {
        const jid = readJid(idAt(entry, 'id') ?? textAt(entry, 'JID'))
        const name = textAt(entry, 'subject') ?? textAt(entry, 'name') ?? textAt(entry, 'Name')
        return jid?.kind === 'group' ? [{ id: jid.id, name: name ?? jid.id }] : []
      })
    },
  }

  function labelsOf(): LabelPort {
    const list = () => client.json(call('GET', `/api/${session}/labels`), z.array(label))
    return {
      list,
      create: (name) => client.json(call('POST', `/api/${session}/labels`, { name }), label),
      async mark(chat, labelId, on) {
        const path = `/api/${session}/labels/chats/${encodeURIComponent(chatIdOf(chat))}`
        const now = await client.json(call('GET', path), z.array(label))
        // The gateway replaces the whole set, so the others are sent back.
        const ids = new Set(now.map((one) => one.id))
        if (on) ids.add(labelId)
        else ids.delete(labelId)
        await client.done(call('PUT', path, { labels: [...ids].map((id) => ({ id })) }))
      },
    }
  }
}
