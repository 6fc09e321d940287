import { partyOf } from '../identity'
import { notOnWhatsApp, reachOutLock, undelivered } from '../outcome'
import type { IncomingMedia, NormalisedEvent } from '../port'
import { sampleKind, type Sample } from './sample-kinds'
import { partyOfWire, type SimulatorWire } from './wire'

/** Drawn as the QR of a simulated account. */
export const SIMULATED_QR = 'https://exemplo.invalid/simulador'

/** The simulated network gives Meta's codes. */
function failureOf(code: string) {
  return code === '131026' ? notOnWhatsApp(code) : undelivered(code)
}

function mediaOf(sample: Sample): IncomingMedia {
  const { kind, mimeType, fileName } = sampleKind(sample)
  return { kind, mimeType, fileName, url: null, providerMediaId: sample, size: null }
}

/** What a simulated webhook says, in the port's words. */
export function eventOf(wire: SimulatorWire): NormalisedEvent {
  const { told } = wire
  const at = new Date(wire.at)
  switch (told.type) {
    case 'ack':
      return {
        type: 'ack',
        key: `ack:${told.messageId}:${told.status}`,
        at,
        providerMessageId: told.messageId,
        clientMessageId: told.clientMessageId,
        status: told.status,
        failure: told.status === 'failed' ? failureOf(told.code ?? 'falhou') : null,
      }
    case 'message': {
      const party = partyOfWire(told)
      return {
        type: 'message',
        key: `message:${told.address}:${told.messageId}`,
        at,
        providerMessageId: told.messageId,
        from: told.fromMe ? partyOf([]) : party,
        fromMe: told.fromMe,
        source: told.fromMe ? 'app' : 'unknown',
        chat: { kind: 'direct', party },
        text: told.text,
        media: told.sample ? mediaOf(told.sample) : null,
        replyTo: told.replyTo,
      }
    }
    case 'state':
      return {
        type: 'status',
        key: `status:${wire.id}`,
        at,
        status:
          told.state === 'conectada'
            ? { state: 'conectada', me: null }
            : told.state === 'qr'
              ? { state: 'qr', qr: SIMULATED_QR, pairingCode: null }
              : told.state === 'banida'
                ? { state: 'falhou', code: 'banida', reason: 'A conta simulada foi banida.' }
                : { state: 'desconectada', reason: null },
      }
    case 'restriction': {
      const { code, reason } = reachOutLock(told.seconds)
      return {
        type: 'restriction',
        key: `restriction:${wire.id}`,
        at,
        code,
        reason,
        pause: { scope: 'newContacts', seconds: told.seconds },
      }
    }
  }
}
