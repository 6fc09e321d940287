const OF_PLACES: Readonly<Record<string, string>> = {
  group:
    'Este grupo não existe mais, ou o número da loja não está nele. Escolha o grupo de novo na publicação.',
  status: 'O WhatsApp não aceitou a publicação no status. Confira no celular se o número ainda publica.',
}

/**
 * Why a message wasn't taken, as it is said of a group or of the status: providers say of both what they say of a phone.
 * `final`: what the refusal is about.
 */
export function refusalReason(toKind: string, final: string, reason: string): string {
  return final === 'recipient' ? (OF_PLACES[toKind] ?? reason) : reason
}
