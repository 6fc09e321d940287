import { createHash } from 'node:crypto'
import type { FinalReason, Later, Pause, Refused, Unknown } from './port'

export const DAY_SECONDS = 86_400

export function refused(code: string, final: FinalReason, reason: string, pause?: Pause): Refused {
  return { kind: 'refused', code, reason, final, ...(pause ? { pause } : {}) }
}

export function later(code: string, retryAfterSeconds: number, scope: Later['scope'], reason: string): Later {
  return { kind: 'later', code, reason, retryAfterSeconds, scope }
}

/** The connection can't send until a user acts; the message itself may go afterwards. */
export function needsPerson(code: string, reason: string): Later {
  return { ...later(code, 3600, 'connection', reason), needsPerson: true }
}

export function unknown(code: string, reason: string, providerMessageId: string | null = null): Unknown {
  return { kind: 'unknown', code, reason, providerMessageId }
}

/** 463: only existing conversations may go on. A retry counts as one more attempt to reach a new contact. */
export function reachOutLock(seconds = DAY_SECONDS): Refused {
  return refused(
    '463',
    'restricted',
    'O WhatsApp limitou esta conta: por enquanto ela não pode começar conversas novas. As conversas já abertas continuam.',
    { scope: 'newContacts', seconds },
  )
}

export function notOnWhatsApp(code: string): Refused {
  return refused(code, 'recipient', 'Este número não tem WhatsApp.')
}

/**
 * An ack reported the failure without a reason. Never attempted again by itself: the customer may have seen the
 * message.
 */
export function undelivered(code: string): Refused {
  return refused(
    code,
    'undelivered',
    'O WhatsApp informou que a mensagem não foi entregue, sem dizer o motivo.',
  )
}

/** This provider can't carry such a message. */
export function notSupported(what: string): Refused {
  return refused('nao-suportado', 'content', what)
}

/**
 * A failure code of WhatsApp itself, from any gateway that passes it on; null for codes without a meaning of their own.
 */
export function whatsAppFailure(code: string | null): Refused | null {
  return code === '463' ? reachOutLock() : null
}

/** A message id in WhatsApp's own form derived from ours: a second attempt carries the same one. */
export function messageIdFrom(clientMessageId: string): string {
  return `3EB0${createHash('sha256').update(clientMessageId).digest('hex').slice(0, 18).toUpperCase()}`
}
