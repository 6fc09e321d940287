import {
  later,
  messageIdFrom,
  needsPerson,
  notOnWhatsApp,
  reachOutLock,
  refused,
  undelivered,
  unknown,
} from '../../src/adapters/whatsapp/outcome'
import { partyOf } from '../../src/adapters/whatsapp/identity'
import type {
  AckEvent,
  Capabilities,
  NormalisedEvent,
  Outcome,
  SendCommand,
  WhatsAppProvider,
} from '../../src/adapters/whatsapp/port'
import { current } from './actor'
import type { Oracle } from './oracle'
import { dice, type Dice } from './random'

/** What the provider does with one call. */
const FATES = {
  /** Takes it and delivers it. */
  deliver: 8,
  /** Delivers it, and the answer never comes. */
  timeoutDelivered: 4,
  /** Never gets it, and the answer never comes either. */
  timeoutLost: 3,
  /** Delivers it, and breaks the adapter's promise not to throw. */
  throwDelivered: 1,
  /** Accepts it, and WhatsApp returns it as failed later. */
  failLater: 2,
  /** The same, for good. */
  failForGood: 1,
  /** Takes it and drops it. */
  swallow: 1,
  refuse: 2,
  restrict: 1,
  later: 4,
  busyNumber: 2,
  signedOut: 1,
}
type Fate = keyof typeof FATES

/** How the acks of one message arrive. */
const ACKS = { ordered: 4, reversed: 2, twice: 3, never: 2, onlyEcho: 2, andEcho: 3 }

/** A delivery of the provider's webhook. Two with one id are the same one posted twice. `onPosted` runs when it arrives. */
export type Delivery = { id: string; events: NormalisedEvent[]; onPosted?: () => void }

const CAPABILITIES: Capabilities = {
  text: true,
  media: false,
  labels: false,
  stories: false,
  groups: false,
  templates: false,
  pairingCode: false,
  idempotentId: false,
  webhookProof: 'address',
}
const NOT_HERE = () => Promise.reject(new Error('not part of a schedule'))

/** Wraps `send`: how the harness shows that it would notice a provider adapter that repeats by itself. */
export type SendWrapper = (
  send: (command: SendCommand) => Promise<Outcome>,
) => (command: SendCommand) => Promise<Outcome>

/** The part of a provider that schedules never use, and what every one of theirs says. */
const BASE = {
  name: 'waha' as const,
  capabilities: CAPABILITIES,
  connect: NOT_HERE,
  disconnect: NOT_HERE,
  logout: NOT_HERE,
  status: NOT_HERE,
  fetchMedia: NOT_HERE,
  verifyWebhook: () => true,
}

/** A provider that takes everything at once. */
export function acceptingProvider(called: () => void): WhatsAppProvider {
  return {
    ...BASE,
    parseWebhook: () => ({ eventId: null, events: [] }),
    send: ({ clientMessageId }) => {
      called()
      return Promise.resolve({ kind: 'accepted', providerMessageId: messageIdFrom(clientMessageId) })
    },
  }
}

/** Keys end with the number of the contact that they go to. */
function contactOf(key: string): number {
  return Number(/c(\d+)$/.exec(key)?.[1] ?? 0)
}

/** A provider that misbehaves in every way that the contracts know of, and the phones behind it. */
export class Network {
  /** What will be posted to us. */
  readonly outbox: Delivery[] = []
  /** Deliveries in which a contact opts out: by id, which contact. */
  readonly stops = new Map<string, number>()
  private wentAway = false
  calm = false
  calls = 0
  private readonly dice: Dice
  private readonly fates: Record<Fate, number> = { ...FATES }
  /** Whether the provider keeps our id, and repeats it in acks. */
  private readonly ourIds: boolean
  private readonly acksOurId: boolean

  constructor(
    private readonly seed: number,
    private readonly oracle: Oracle,
    private readonly now: () => Date,
    private readonly phones: readonly string[],
    private readonly wrap: SendWrapper = (send) => send,
  ) {
    this.dice = dice(seed, 'network')
    this.ourIds = this.dice.chance(0.5)
    this.acksOurId = this.dice.chance(0.5)
    // A mood: half of the networks repeat one or two faults, so that rare faults meet each other.
    if (this.dice.chance(0.5)) {
      const [first, second] = this.dice.shuffle(Object.keys(FATES) as Fate[])
      for (const fate of this.dice.chance(0.5) ? [first, second] : [first]) if (fate) this.fates[fate] *= 12
    }
  }

  provider(): WhatsAppProvider {
    return {
      ...BASE,
      send: this.wrap((command) => this.send(command)),
      parseWebhook: (_, bytes) => {
        const { id, events } = JSON.parse(Buffer.from(bytes).toString()) as Pick<Delivery, 'id' | 'events'>
        return {
          eventId: id,
          events: events.map((event) => ('at' in event ? { ...event, at: new Date(event.at) } : event)),
        }
      },
    }
  }

  /** One call, with a point before it and one after it, where the caller may die. */
  private async send(command: SendCommand): Promise<Outcome> {
    const actor = current.getStore()
    // The quiet end of a schedule, where no process crashes.
    if (!actor) return this.take(command) ?? unknown('erro', 'O serviço falhou.')
    let outcome: Outcome | undefined
    await actor.point(
      () => Promise.resolve(void (outcome = this.take(command))),
      () => Promise.resolve(),
    )
    // The answer's way back takes its time, sometimes long enough for acks to come first.
    for (let left = this.dice.pick([1, 1, 1, 30]); left > 0; left--)
      await actor.point(
        () => Promise.resolve(),
        () => Promise.resolve(),
      )
    if (!outcome) throw new Error('the provider broke')
    return outcome
  }

  /** @returns undefined for an adapter that throws. */
  private take(command: SendCommand): Outcome | undefined {
    if (command.content.kind !== 'text') throw new Error('not part of a schedule')
    const key = command.content.text
    const attempt = this.oracle.called(key, current.getStore()?.beganAt ?? Infinity)
    this.calls += 1
    const own = dice(this.seed, 'call', this.calls)
    const fate: Fate = this.calm ? 'deliver' : own.weigh(this.fates)
    const id = this.ourIds ? messageIdFrom(command.clientMessageId) : `${own.uuid()}@wa`
    const post = (events: NormalisedEvent[], onPosted?: () => void) => this.post(own, events, onPosted)
    const ack = (status: AckEvent['status'], failure: AckEvent['failure'] = null): AckEvent => ({
      type: 'ack',
      key: `ack:${id}:${status}`,
      at: this.now(),
      providerMessageId: id,
      clientMessageId: this.acksOurId ? command.clientMessageId : null,
      status,
      failure,
    })
    const arrive = () => {
      this.oracle.delivered(key, attempt)
      this.sendAcks(own, ack, this.message(key, id, true), post)
      if (!this.calm && own.chance(0.08)) this.stop(own, key)
    }
    if (!this.calm && own.chance(0.06)) this.goAway(own)
    switch (fate) {
      case 'deliver':
        arrive()
        return { kind: 'accepted', providerMessageId: id }
      case 'timeoutDelivered':
        arrive()
        return unknown('sem_resposta', 'Sem resposta.', own.chance(0.3) ? id : null)
      case 'timeoutLost':
        return unknown('sem_resposta', 'Sem resposta.', own.chance(0.3) ? id : null)
      case 'throwDelivered':
        arrive()
        return undefined
      case 'failLater': {
        // The failure is known once one of the acks is posted, whichever comes first.
        const onPosted = () => {
          attempt.open = false
        }
        const failed = (seconds: number) =>
          ack('failed', later('131049', seconds, 'message', 'A Meta adiou.'))
        post([failed(own.pick([60, 3600, 86_400]))], onPosted)
        if (own.chance(0.5)) post([failed(3600)], onPosted)
        return { kind: 'accepted', providerMessageId: id }
      }
      case 'failForGood':
        post([ack('failed', undelivered('erro'))])
        return { kind: 'accepted', providerMessageId: id }
      case 'swallow':
        return { kind: 'accepted', providerMessageId: id }
      case 'refuse':
        return own.pick([notOnWhatsApp('131026'), refused('texto', 'content', 'Texto recusado.')])
      case 'restrict':
        return reachOutLock(own.pick([600, 86_400]))
      case 'later':
        attempt.open = false
        return later('ocupado', own.pick([1, 30, 600]), 'message', 'Ocupado.')
      case 'busyNumber':
        attempt.open = false
        return later('limite', own.pick([5, 120]), own.pick(['connection', 'newContacts']), 'Devagar.')
      case 'signedOut':
        attempt.open = false
        return needsPerson('sessao', 'A sessão caiu.')
    }
  }

  private sendAcks(
    own: Dice,
    ack: (status: AckEvent['status']) => AckEvent,
    echo: NormalisedEvent,
    post: (events: NormalisedEvent[]) => void,
  ): void {
    const all = [ack('sent'), ack('delivered'), ack('read')]
    const how = this.calm ? 'ordered' : own.weigh(ACKS)
    if (how === 'never') return
    if (how === 'onlyEcho') return post([echo])
    const acks = how === 'reversed' ? all.reverse() : how === 'twice' ? [...all, ...all] : all
    if (how === 'andEcho') post([echo])
    if (this.calm || own.chance(0.5)) post(acks)
    else for (const one of acks) post([one])
  }

  /** A message on the phone that `key` goes to: ours, or the contact's own. */
  private message(key: string, id: string, fromMe: boolean): NormalisedEvent {
    const party = partyOf([`${(this.phones[contactOf(key)] ?? '').slice(1)}@s.whatsapp.net`])
    return {
      type: 'message',
      key: `message:${id}`,
      at: this.now(),
      providerMessageId: id,
      from: fromMe ? partyOf([]) : party,
      fromMe,
      source: fromMe ? this.dice.pick(['api', 'unknown']) : 'unknown',
      chat: { kind: 'direct', party },
      text: fromMe ? key : 'PARE',
      media: null,
      replyTo: null,
    }
  }

  private stop(own: Dice, key: string): void {
    const id = own.uuid()
    this.stops.set(id, contactOf(key))
    this.outbox.push({ id, events: [this.message(key, `${own.uuid()}@wa`, false)] })
  }

  /** The channel loses its connection and gets it back; the two may be posted in any order. */
  private goAway(own: Dice): void {
    this.wentAway = true
    const at = this.now()
    const state = { type: 'status' as const, key: null }
    this.outbox.push(
      { id: own.uuid(), events: [{ ...state, at, status: { state: 'desconectada', reason: null } }] },
      {
        id: own.uuid(),
        events: [{ ...state, at: new Date(at.getTime() + 1), status: { state: 'conectada', me: null } }],
      },
    )
  }

  /** The last status of the connection, after which it stays connected. */
  reconnect(): void {
    if (!this.wentAway) return
    const at = new Date(this.now().getTime() + 2)
    this.outbox.push({
      id: `conectada-${String(this.seed)}`,
      events: [{ type: 'status', key: null, at, status: { state: 'conectada', me: null } }],
    })
  }

  /** Some deliveries are repeated as they are, some events are posted again in a delivery of their own. */
  private post(own: Dice, events: NormalisedEvent[], onPosted?: () => void): void {
    const delivery = { id: own.uuid(), events, ...(onPosted ? { onPosted } : {}) }
    this.outbox.push(delivery)
    if (own.chance(0.15)) this.outbox.push(delivery)
    if (own.chance(0.15)) this.outbox.push({ ...delivery, id: own.uuid() })
  }
}
