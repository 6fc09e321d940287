import type { ConnectionStatus } from '../port'

/** A session's state without its QR and account, which are requested separately; null for an unknown name. */
export function statusOfState(state: string): ConnectionStatus | null {
  switch (state) {
    case 'STOPPED':
      return { state: 'desconectada', reason: null }
    case 'STARTING':
      return { state: 'conectando' }
    case 'SCAN_QR_CODE':
      return { state: 'qr', qr: null, pairingCode: null }
    case 'PASSKEY_REQUIRED':
    case 'PASSKEY_CONFIRMATION_REQUIRED':
      return {
        state: 'falhou',
        code: state,
        reason: 'Esta conta pede uma chave de acesso (passkey). Conclua o acesso no painel do WAHA.',
      }
    case 'WORKING':
      return { state: 'conectada', me: null }
    case 'FAILED':
      return { state: 'falhou', code: state, reason: 'A sessão caiu no WAHA. Gere um QR novo.' }
    default:
      return null
  }
}
