import type { Clock } from '~/kernel/clock'
import { mediaGone } from '../media'
import { later, messageIdFrom, notOnWhatsApp, reachOutLock, refused, unknown, DAY_SECONDS } from '../outcome'
import type { ConnectionStatus, Outcome, SendCommand, WhatsAppProvider } from '../port'
import { hmacHex, notOurs, sameText, webhookJson } from '../webhook'
import { acksOf, replyWebhook } from './network'
import { eventOf, SIMULATED_QR } from './read'
import type { SimulatorConfig } from './config'
import { sampleFile } from './samples'
import { fateOf, type Fate } from './script'
import type { Effect, SimulatorState, SimulatorStore } from './store'
import { SIGNATURE_HEADER, signedWebhook, simulatorWire } from './wire'

const BANNED = 'A conta simulada foi banida. Desconecte e conecte de novo.'

/** `scan` is what the simulated phone does to the QR. */
export type Simulator = WhatsAppProvider & { scan(): Promise<void> }

/** The built-in provider: no account, no network. Deterministic given its script; time comes from `clock` only. */
export function simulator(config: SimulatorConfig, store: SimulatorStore, clock: Clock): Simulator {
  const { secret, script } = config
  const move = async (state: SimulatorState['state'], restrictedUntil: Date | null) => {
    const now = clock()
    const webhook = signedWebhook(secret, `estado-${state}-${now.toISOString()}`, now, {
      type: 'state',
      state,
    })
    await store.apply({ onceKey: null, copy: null, webhooks: [webhook], state: { state, restrictedUntil } })
  }

  const attempt = async (command: SendCommand): Promise<Outcome> => {
    const now = clock()
    const account = await store.state()
    if (account.state === 'banida')
      return refused('banida', 'connection', BANNED, { scope: 'connection', seconds: null })
    if (account.state !== 'conectada')
      return later(
        'desconectada',
        300,
        'connection',
        'O WhatsApp simulado está desconectado. Conecte-o na página Conexões.',
      )
    const count = await store.attempt(command.clientMessageId)
    if (account.restrictedUntil && account.restrictedUntil > now && !(await store.knows(command.to)))
      return reachOutLock(Math.ceil((account.restrictedUntil.getTime() - now.getTime()) / 1000))
    const fate = fateOf(script, command, count)
    const providerMessageId = messageIdFrom(
      script.idempotent ? command.clientMessageId : `${command.clientMessageId}\0${String(count)}`,
    )
    const effect = effectOf(fate, command, providerMessageId, now)
    if (effect) await store.apply(effect)
    return outcomeOf(fate, providerMessageId)
  }

  const effectOf = (fate: Fate, command: SendCommand, id: string, now: Date): Effect | null => {
    if (fate === 'noWhatsApp' || fate === 'busy' || fate === 'timeoutLost') return null
    if (fate === 'ban')
      return {
        onceKey: null,
        copy: null,
        webhooks: [
          signedWebhook(secret, `ban-${id}-${now.toISOString()}`, now, { type: 'state', state: 'banida' }),
        ],
        state: { state: 'banida', restrictedUntil: null },
      }
    if (fate === 'restrict')
      return {
        onceKey: null,
        copy: null,
        webhooks: [
          signedWebhook(secret, `463-${id}-${now.toISOString()}`, now, {
            type: 'restriction',
            seconds: DAY_SECONDS,
          }),
        ],
        state: { state: 'conectada', restrictedUntil: new Date(now.getTime() + DAY_SECONDS * 1000) },
      }
    const reaches = fate !== 'failAfter'
    const reply = reaches ? replyWebhook(config, command, id, now) : null
    return {
      onceKey: script.idempotent ? command.clientMessageId : null,
      copy: reaches
        ? {
            clientMessageId: command.clientMessageId,
            providerMessageId: id,
            to: command.to,
            content: command.content,
            at: now,
          }
        : null,
      webhooks: [...acksOf(config, fate, command.clientMessageId, id, now), ...(reply ? [reply] : [])],
      state: null,
    }
  }

  return {
    name: 'simulator',
    capabilities: {
      text: true,
      media: true,
      labels: true,
      stories: true,
      groups: true,
      templates: false,
      pairingCode: true,
      idempotentId: script.idempotent,
      webhookProof: 'hmac',
    },
    async connect() {
      const known = (await store.state()).state
      await move(script.pairing && known !== 'fora' && known !== 'conectada' ? 'qr' : 'conectada', null)
      return statusOf(await store.state())
    },
    scan: () => move('conectada', null),
    async disconnect() {
      const known = (await store.state()).state
      await move(known === 'conectada' || known === 'fora' ? 'fora' : 'desconectada', null)
    },
    logout: () => move('desconectada', null),
    status: async () => statusOf(await store.state()),
    send: async (command) => {
      try {
        return await attempt(command)
      } catch {
        return unknown('simulador', 'O simulador falhou no meio do envio.')
      }
    },
    fetchMedia({ providerMediaId }) {
      const file = sampleFile(providerMediaId)
      return file ? Promise.resolve(file) : Promise.reject(mediaGone())
    },
    verifyWebhook: (headers, rawBytes) =>
      sameText(headers.get(SIGNATURE_HEADER), hmacHex('sha256', secret, rawBytes)),
    parseWebhook(_headers, rawBytes) {
      const wire = simulatorWire.safeParse(webhookJson(rawBytes))
      if (!wire.success) throw notOurs(wire.error)
      return { eventId: wire.data.id, events: [eventOf(wire.data)] }
    },
    labels: store.labels,
    groups: () => store.groups(),
  }
}

function outcomeOf(fate: Fate, providerMessageId: string): Outcome {
  switch (fate) {
    case 'noWhatsApp':
      return notOnWhatsApp('sem-whatsapp')
    case 'busy':
      return later(
        'ocupado',
        30,
        'message',
        'O WhatsApp simulado está ocupado. A mensagem será tentada de novo.',
      )
    case 'timeoutDelivered':
    case 'timeoutLost':
      return unknown('sem-resposta', 'O WhatsApp simulado não respondeu a tempo.', providerMessageId)
    case 'restrict':
      return reachOutLock()
    case 'ban':
      return refused('banida', 'connection', BANNED, { scope: 'connection', seconds: null })
    default:
      return { kind: 'accepted', providerMessageId }
  }
}

function statusOf(account: SimulatorState): ConnectionStatus {
  switch (account.state) {
    case 'desconectada':
    case 'fora':
      return { state: 'desconectada', reason: null }
    case 'qr':
      return { state: 'qr', qr: SIMULATED_QR, pairingCode: null }
    case 'conectada':
      return { state: 'conectada', me: null }
    case 'banida':
      return { state: 'falhou', code: 'banida', reason: BANNED }
  }
}
