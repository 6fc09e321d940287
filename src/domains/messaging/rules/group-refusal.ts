/**
 * Why a message wasn't taken, as it is said of a group: providers say of a missing group what they say of a phone.
 * `final`: what the refusal is about.
 */
export function refusalReason(toKind: string, final: string, reason: string): string {
  if (final !== 'recipient' || toKind !== 'group') return reason
  return 'Este grupo não existe mais, ou o número da loja não está nele. Escolha o grupo de novo na publicação.'
}
