import { parsePhone } from '~/kernel/phone'

/**
 * The identity of a contact on WhatsApp. None of the fields is guaranteed. A jid is a login, not a phone: accounts
 * older than the ninth digit keep twelve digits, so contacts are matched by `phoneKey`, jid or lid (t-44).
 */
export type Party = {
  /** E.164 with the ninth digit. */
  phone: string | null
  /** Same as `PhoneRecord.key`. */
  phoneKey: string | null
  /** As the provider has it, `<digits>@s.whatsapp.net`. */
  jid: string | null
  /** `<digits>@lid`. */
  lid: string | null
  /** Meta's id of a contact who hides the phone. */
  bsuid: string | null
  /** Name that the contact chose. */
  name: string | null
}

const NOBODY: Party = { phone: null, phoneKey: null, jid: null, lid: null, bsuid: null, name: null }

export type Jid =
  | { kind: 'person'; jid: string; digits: string }
  | { kind: 'lid'; lid: string }
  | { kind: 'group'; id: string }
  | { kind: 'channel'; id: string }
  | { kind: 'broadcast'; id: string }
  | { kind: 'status' }

/** Reads an address of any provider (`@c.us`, `@s.whatsapp.net`, `:12` device parts); null for anything else. */
export function readJid(text: string | null | undefined): Jid | null {
  const match = /^([\w.-]+?)(?::\d+)?@([a-z.]+)$/.exec(text ?? '')
  const [, user = '', server] = match ?? []
  switch (server) {
    case 'c.us':
    case 's.whatsapp.net':
    case 'hosted': {
      const digits = user.replace(/_\d+$/, '')
      // WhatsApp's own account, which announces and never answers.
      if (digits === '0') return { kind: 'channel', id: '0@s.whatsapp.net' }
      return /^\d{5,15}$/.test(digits) ? { kind: 'person', jid: `${digits}@s.whatsapp.net`, digits } : null
    }
    case 'lid':
    case 'hosted.lid':
      return /^\d+$/.test(user) ? { kind: 'lid', lid: `${user}@lid` } : null
    case 'g.us':
      return { kind: 'group', id: `${user}@g.us` }
    case 'newsletter':
    case 'bot':
      return { kind: 'channel', id: `${user}@${server}` }
    case 'broadcast':
      return user === 'status' ? { kind: 'status' } : { kind: 'broadcast', id: `${user}@broadcast` }
    default:
      return null
  }
}

/** The contact behind addresses of the same contact, in any of their forms. */
export function partyOf(addresses: readonly (string | null | undefined)[], name?: string | null): Party {
  const party = { ...NOBODY, name: name?.trim() ? name.trim() : null }
  for (const address of addresses) {
    const jid = readJid(address)
    if (jid?.kind === 'lid') party.lid ??= jid.lid
    if (jid?.kind !== 'person' || party.jid) continue
    party.jid = jid.jid
    const phone = parsePhone(`+${jid.digits}`)
    party.phone = phone.e164
    party.phoneKey = phone.key
  }
  return party
}

/** Digits of an E.164 phone, as gateways take them. */
export function digitsOf(e164: string): string {
  return e164.replace(/\D+/g, '')
}

/** WhatsApp's own id inside a serialised one (`true_5511…@c.us_3EB0…`): the same whether the chat is named by phone or lid. */
export function bareMessageId(id: string): string {
  return /^(?:true|false)_[^_]+@[a-z.]+_([^_]+)/.exec(id)?.[1] ?? id
}
