import { digitsOf, partyOf, readJid } from './identity'
import type { Chat, Recipient } from './port'

/** Address of a chat as WAHA and WPPConnect take it: never `@s.whatsapp.net`. */
export function chatIdOf(to: Recipient): string {
  switch (to.kind) {
    case 'phone':
      return `${digitsOf(to.e164)}@c.us`
    case 'jid':
      return to.jid.replace(/@s\.whatsapp\.net$/, '@c.us')
    case 'lid':
      return to.lid
    case 'group':
      return to.id
    case 'status':
      return 'status@broadcast'
  }
}

/**
 * The chat behind an address; a direct chat may be known by the other addresses, too. Null when it is no chat address.
 */
export function chatAt(
  address: string | null | undefined,
  others: readonly (string | null | undefined)[] = [],
  name?: string | null,
): Chat | null {
  const jid = readJid(address)
  if (jid === null) {
    const party = partyOf(others, name)
    return party.jid !== null || party.lid !== null ? { kind: 'direct', party } : null
  }
  return jid.kind === 'person' || jid.kind === 'lid'
    ? { kind: 'direct', party: partyOf([address, ...others], name) }
    : jid
}

/** A chat's own address, or the phone of its contact. */
export function nameOfChat(chat: Chat): string | null {
  switch (chat.kind) {
    case 'direct': {
      const { phone, jid, lid, bsuid } = chat.party
      return phone ?? jid ?? lid ?? bsuid
    }
    case 'status':
      return 'status@broadcast'
    default:
      return chat.id
  }
}
