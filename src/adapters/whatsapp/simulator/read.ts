import { partyOf } from '../identity'
import { notOnWhatsApp, reachOutLock, undelivered } from '../outcome'
import type { IncomingMedia, NormalisedEvent } from '../port'
import { sampleKind, type Sample } from './sample-kinds'
import { partyOfWire, type SimulatorWire } from './wire'

/** Text drawn as the QR code of a simulated account. */
export const SIMULATED_QR = 'https://exemplo.invalid/simulador'

/** The simulated network gives Meta's codes. */
function failureOf(code: string) {
  return code === '131026' ? notOnWhatsApp(code) : undelivered(code)
}

function mediaOf(sample: Sample): IncomingMedia {
  const { kind, mimeType, fileName } = sampleKind(sample)
  return { kind, mimeType, fileName, url: null, providerMediaId: sample, size: null }
}

/** The events of a simulated webhook, in the port's terms. */
export function eventOf(wire: SimulatorWire): NormalisedEvent {
  const { event } = wire
  const at = new Date(wire.at)
  switch (event.type) {
    case 'ack':
      return {
        type: 'ack',
        key: `ack:${event.messageId}:${event.status}`,
        at,
        providerMessageId: event.messageId,
        clientMessageId: event.clientMessageId,
        status: event.status,
        failure: event.status === 'failed' ? failureOf(event.code ?? 'falhou') : null,
      }
    case 'message': {
      const party = partyOfWire(event)
      return {
        type: 'message',
        key: `message:${event.address}:${event.messageId}`,
        at,
        providerMessageId: event.messageId,
        from: event.fromMe ? partyOf([]) : party,
        fromMe: event.fromMe,
        source: event.fromMe ? 'app' : 'unknown',
        chat: { kind: 'direct', party },
        text: event.text,
        media: event.sample ? mediaOf(event.sample) : null,
        replyTo: event.replyTo,
      }
    }
    case 'state':
      return {
        type: 'status',
        key: `status:${wire.id}`,
        at,
        status:
          event.state === 'conectada'
            ? { state: 'conectada', me: null }
            : event.state === 'qr'
              ? { state: 'qr', qr: SIMULATED_QR, pairingCode: null }
              : event.state === 'banida'
                ? { state: 'falhou', code: 'banida', reason: 'A conta simulada foi banida.' }
                : { state: 'desconectada', reason: null },
      }
    case 'restriction': {
      const { code, reason } = reachOutLock(event.seconds)
      return {
        type: 'restriction',
        key: `restriction:${wire.id}`,
        at,
        code,
        reason,
        pause: { scope: 'newContacts', seconds: event.seconds },
      }
    }
  }
}
