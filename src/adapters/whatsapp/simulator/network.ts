import type { SendCommand } from '../port'
import type { DeliveryStatus } from '../status'
import { messageIdFrom } from '../outcome'
import type { SimulatorConfig } from './config'
import type { Sample } from './sample-kinds'
import { replyOf, seeded, textOf, type Fate, type SimulatorScript } from './script'
import type { DueWebhook } from './store'
import { addressesOf, signedWebhook } from './wire'

/** The acks that the simulated network will post for an accepted message. */
export function acksOf(
  config: Pick<SimulatorConfig, 'secret' | 'script'>,
  fate: Fate,
  clientMessageId: string,
  messageId: string,
  now: Date,
): DueWebhook[] {
  const { sent, delivered, read, late } = config.script.delays
  const ack = (status: DeliveryStatus, seconds: number, again = ''): DueWebhook =>
    signedWebhook(config.secret, `ack-${messageId}-${status}${again}`, after(now, seconds), {
      type: 'ack',
      messageId,
      clientMessageId,
      status,
      ...(status === 'failed' ? { code: '131026' } : {}),
    })
  switch (fate) {
    case 'silent':
      return []
    case 'failAfter':
      return [ack('failed', delivered)]
    case 'late':
      return [ack('sent', sent), ack('delivered', late), ack('read', late + read)]
    case 'disorder':
      return [ack('read', sent), ack('sent', delivered), ack('delivered', read)]
    case 'twice': {
      const all = [ack('sent', sent), ack('delivered', delivered), ack('read', read)]
      // Once as the same delivery repeated, once as a new delivery of the same event.
      return [...all, ...all, ack('delivered', read + 1, '-de-novo')]
    }
    default:
      return [ack('sent', sent), ack('delivered', delivered), ack('read', read)]
  }
}

/** The webhook of the phone's scripted answer, null when it won't answer. */
export function replyWebhook(
  config: Pick<SimulatorConfig, 'secret' | 'script'>,
  command: SendCommand,
  messageId: string,
  now: Date,
): DueWebhook | null {
  if (command.to.kind !== 'phone') return null
  const reply = replyOf(config.script, command.to.e164, textOf(command.content), messageId)
  if (!reply) return null
  return phoneWebhook(config, {
    messageId: messageIdFrom(`resposta-${messageId}`),
    phone: command.to.e164,
    text: reply.text,
    at: after(now, reply.afterSeconds),
  })
}

export type PhoneMessage = {
  messageId: string
  /** E.164 of the customer's phone. */
  phone: string
  text: string
  at: Date
  name?: string
  /** True: the shop's own user wrote it on the shop's phone (t-46). */
  fromMe?: boolean
  /** A file that comes with it. */
  sample?: Sample
}

/** The webhook of a message that was typed on a simulated phone. */
export function phoneWebhook(
  config: Pick<SimulatorConfig, 'secret' | 'script'>,
  message: PhoneMessage,
): DueWebhook {
  const [address, altAddress] = addressesOf(message.phone, identityOf(config.script, message.phone))
  return signedWebhook(config.secret, `mensagem-${message.messageId}`, message.at, {
    type: 'message',
    messageId: message.messageId,
    address,
    altAddress,
    name: message.name ?? null,
    fromMe: message.fromMe ?? false,
    text: message.text,
    sample: message.sample ?? null,
    replyTo: null,
  })
}

function identityOf(script: SimulatorScript, phone: string): 'phone' | 'oldLogin' | 'lid' {
  if (script.identity !== 'mixed') return script.identity
  return (
    (['phone', 'oldLogin', 'lid'] as const)[Math.floor(seeded(script.seed, 'identity', phone) * 3)] ?? 'phone'
  )
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000)
}
