import { digitsOf } from './identity'
import type { Recipient } from './port'

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
