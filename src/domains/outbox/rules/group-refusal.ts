const OF_PLACES: Readonly<Record<string, string>> = {
  group:
    'Este grupo não existe mais, ou o número da loja não está nele. Escolha o grupo de novo na publicação.',
  status: 'O WhatsApp não aceitou a publicação no status. Confira no celular se o número ainda publica.',
}

/**
 * Why a message wasn't accepted, worded for a group or for the status: providers report both in the words for a phone.
 * `final`: what the error is about.
 */
export function refusalReason(toKind: string, final: string, reason: string): string {
  return final === 'recipient' ? (OF_PLACES[toKind] ?? reason) : reason
}
