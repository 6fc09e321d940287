import { emailKey, parseUf, taxId } from '~/kernel/br'
import { parsePhone, type PhoneRecord } from '~/kernel/phone'
import { words } from './port'
import type { ContactRecord } from './records'

/** Name, e-mail and the best of several phone fields. */
export function contactOf(
  names: readonly (string | null | undefined)[],
  email: string | null | undefined,
  phones: readonly (string | null | undefined)[],
): ContactRecord {
  const name = words(names.filter((part) => part && part !== '[deleted]').join(' '))
  const address = words(email)
  return { name, email: address, emailKey: emailKey(address), phone: bestPhone(phones) }
}

const RANK = { valid: 3, incomplete: 2, invalid: 1, none: 0 } as const

/** The first valid phone; without one, the least invalid one, the first on a tie. */
function bestPhone(fields: readonly (string | null | undefined)[]): PhoneRecord {
  let best: PhoneRecord | undefined
  for (const field of fields) {
    const phone = parsePhone(words(field))
    if (phone.status === 'valid') return phone
    if (!best || RANK[phone.status] > RANK[best.status]) best = phone
  }
  return best ?? parsePhone(null)
}

/** State by the address when it is Brazilian, else by the phone's area code. */
export function ufOf(
  state: string | null | undefined,
  country: string | null | undefined,
  phone: PhoneRecord,
): string | null {
  const abroad = country && country.trim().toUpperCase() !== 'BR'
  return (abroad ? null : parseUf(state)) ?? phone.uf
}

/** CPF or CNPJ: company forms (`persontype` 2) ask for both and mean the CNPJ. */
export function taxIdOf(
  personType: string | undefined,
  cpf: string | undefined,
  cnpj: string | undefined,
): string | null {
  return personType === '2' ? (taxId(cnpj) ?? taxId(cpf)) : (taxId(cpf) ?? taxId(cnpj))
}
