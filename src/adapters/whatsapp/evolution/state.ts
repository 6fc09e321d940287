import { field, textAt } from '../loose'
import type { ConnectionStatus, NormalisedEvent } from '../port'

/** The QR code of a session, or that it has expired. */
export function qrEvent(data: unknown, now: Date): NormalisedEvent {
  const qr = textAt(data, 'qrcode', 'code')
  const pairingCode = textAt(data, 'qrcode', 'pairingCode')
  if (qr) return { type: 'qr', key: null, at: now, qr, pairingCode }
  const reason = 'O tempo do QR acabou. Gere um QR novo.'
  return { type: 'status', key: null, at: now, status: { state: 'falhou', code: 'qr', reason } }
}

/** The state of a session in the port's terms. */
export function stateOf(data: unknown): ConnectionStatus {
  const state = textAt(data, 'state')
  if (state === 'open') return { state: 'conectada', me: null }
  if (state === 'connecting') return { state: 'conectando' }
  switch (Number(field(data, 'statusReason'))) {
    case 401:
      return { state: 'desconectada', reason: 'O aparelho foi removido no celular. Leia um QR novo.' }
    case 402:
    case 403:
    case 406:
      return {
        state: 'falhou',
        code: '403',
        reason: 'O WhatsApp recusou esta conta: pode estar restrita ou banida.',
      }
    case 440:
      return {
        state: 'falhou',
        code: '440',
        reason: 'Outra sessão tomou o lugar desta. Confira se há dois serviços com a mesma conta.',
      }
    default:
      return { state: 'conectando' }
  }
}
