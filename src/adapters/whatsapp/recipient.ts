import { digitsOf } from './identity'
import type { Recipient } from './port'

/** The known addresses of a recipient; `address` is a group's, or `status`. */
export type Addresses = {
  phone: string | null
  jid: string | null
  lid: string | null
  address: string | null
}

/**
 * The recipient of a message. The login seen in an inbound message takes precedence over the phone where they differ (ninth
 * digit).
 */
export function recipientOf(to: Addresses): Recipient | null {
  const { phone, jid, lid, address } = to
  if (jid !== null && (phone === null || jid.split('@')[0] !== digitsOf(phone))) return { kind: 'jid', jid }
  if (phone !== null) return { kind: 'phone', e164: phone }
  if (lid !== null) return { kind: 'lid', lid }
  if (address === 'status') return { kind: 'status' }
  return address === null ? null : { kind: 'group', id: address }
}
