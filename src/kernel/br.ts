/** Area codes and their state. 61 also serves the surroundings of the Distrito Federal in GO. */
const DDDS_OF_UF = {
  AC: '68',
  AL: '82',
  AM: '92 97',
  AP: '96',
  BA: '71 73 74 75 77',
  CE: '85 88',
  DF: '61',
  ES: '27 28',
  GO: '62 64',
  MA: '98 99',
  MG: '31 32 33 34 35 37 38',
  MS: '67',
  MT: '65 66',
  PA: '91 93 94',
  PB: '83',
  PE: '81 87',
  PI: '86 89',
  PR: '41 42 43 44 45 46',
  RJ: '21 22 24',
  RN: '84',
  RO: '69',
  RR: '95',
  RS: '51 53 54 55',
  SC: '47 48 49',
  SE: '79',
  SP: '11 12 13 14 15 16 17 18 19',
  TO: '63',
} as const

export type Uf = keyof typeof DDDS_OF_UF
/** The 27 states, in alphabetical order. */
export const UFS = Object.keys(DDDS_OF_UF) as Uf[]

const UF_OF_DDD = new Map<string, Uf>(
  UFS.flatMap((uf) => DDDS_OF_UF[uf].split(' ').map((ddd) => [ddd, uf] as const)),
)

/** State of an area code (`11` → `SP`), null when no such area code exists. */
export function ufOfDdd(ddd: string): Uf | null {
  return UF_OF_DDD.get(ddd) ?? null
}

/** The state named by a shop's field (`sp`, `BR-SP`, `SP`), null when it is none of Brazil. */
export function parseUf(raw: string | null | undefined): Uf | null {
  const code =
    raw
      ?.trim()
      .toUpperCase()
      .replace(/^BR[-:\s]+/, '') ?? ''
  return code in DDDS_OF_UF ? (code as Uf) : null
}

const EMAIL = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+\.[^\s@<>(),;:"[\].]{2,}$/
/** What users type into a required field, and what WordPress leaves when it erases a user. */
const PLACEHOLDER_EMAIL =
  /@(?:[^@]+\.)?invalid$|^(?:nao[._-]?(?:tem|tenho|informado|possui)|sem[._-]?e?[._-]?mail|noemail)@|^(nao|sem|xxx+|aaa+|teste?)@(?:\1|email|e-mail|gmail|tem)\./

/** E-mail as a customer's key: trimmed lower case; null for none, malformed and placeholders such as deleted@site.invalid. */
export function emailKey(raw: string | null | undefined): string | null {
  const key = raw?.normalize('NFKC').trim().toLowerCase() ?? ''
  return key.length <= 254 && EMAIL.test(key) && !PLACEHOLDER_EMAIL.test(key) ? key : null
}

/** CPF (11 digits) or CNPJ (14, letters too since 2026), unmasked; null when the check digits are wrong. */
export function taxId(raw: string | null | undefined): string | null {
  const id = raw?.toUpperCase().replace(/[\s./-]/g, '') ?? ''
  if (/^(.)\1*$/.test(id)) return null
  if (/^\d{11}$/.test(id)) return hasCheckDigits(id, 11) ? id : null
  if (/^[A-Z0-9]{12}\d\d$/.test(id)) return hasCheckDigits(id, 9) ? id : null
  return null
}

/** Modulo 11 over both check digits; weights rise from the right, from 2 up to `highest` and again from 2. */
function hasCheckDigits(id: string, highest: number): boolean {
  for (const length of [id.length - 2, id.length - 1]) {
    let sum = 0
    let weight = 2
    for (let index = length - 1; index >= 0; index--) {
      sum += (id.charCodeAt(index) - 48) * weight
      weight = weight === highest ? 2 : weight + 1
    }
    const rest = sum % 11
    if ((rest < 2 ? 0 : 11 - rest) !== id.charCodeAt(length) - 48) return false
  }
  return true
}

/** `123.456.789-09` or `12.345.678/0001-95`; anything else as it came. */
export function formatTaxId(id: string): string {
  if (id.length === 11) return id.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4')
  return id.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5')
}

/** `(11) 98765-4321` for a Brazilian number, the E.164 itself for others. */
export function formatPhone(e164: string): string {
  return e164.replace(/^\+55(\d\d)(\d{4,5})(\d{4})$/, '($1) $2-$3')
}
