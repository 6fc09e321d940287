import type { SessionEvent } from './events.ts'
import { mediaRefOf } from './media.ts'

/** State of a session, as the portal reads it. */
export type Snapshot =
  | { state: 'conectando' }
  | { state: 'qr'; qr: string | null; pairingCode: string | null }
  | { state: 'conectada'; jid: string | null; lid: string | null; name: string | null }
  | { state: 'desconectada'; reason: string | null }
  | { state: 'falhou'; code: string; reason: string }

/** The session state after an event; null when the event doesn't change it. */
export function snapshotOf(event: SessionEvent): Snapshot | null {
  switch (event.type) {
    case 'qr':
      return { state: 'qr', qr: event.qr, pairingCode: null }
    case 'pairingCode':
      return { state: 'qr', qr: null, pairingCode: event.code }
    case 'status':
      switch (event.state) {
        case 'conectando':
          return { state: 'conectando' }
        case 'conectada':
          return { state: 'conectada', jid: event.jid, lid: event.lid, name: event.name }
        case 'desconectada':
          return { state: 'desconectada', reason: event.reason }
        case 'falhou':
          return { state: 'falhou', code: event.code, reason: event.reason }
      }
      break
    default:
      return null
  }
}

/** The form of an event that the portal accepts. */
export function reportOf(event: SessionEvent): Record<string, unknown> {
  const status = snapshotOf(event)
  if (status) return { type: 'status', status }
  if (event.type !== 'message') return event
  const { key, pushName, messageTimestamp, message } = event.message
  const { remoteJid, remoteJidAlt, fromMe, id, participant, participantAlt } = key
  return {
    type: 'message',
    message: {
      key: { remoteJid, remoteJidAlt, fromMe: fromMe === true, id, participant, participantAlt },
      pushName,
      messageTimestamp: Number(messageTimestamp),
      message,
      mediaRef: mediaRefOf(event.message),
    },
  }
}
