import { env } from '~/env'
import { isLocalName } from './public-host'

/**
 * True when a state-changing request comes from our own pages: it carries the header that only our client sets,
 * and what the browser says of its origin (Sec-Fetch-Site, Origin) doesn't contradict.
 */
export function isOwnPage(headers: Headers): boolean {
  if (!headers.get('x-retoma-client')) return false
  const site = headers.get('sec-fetch-site')
  if (site && site !== 'same-origin') return false
  const origin = headers.get('origin')
  if (!origin) return true
  return URL.canParse(origin) && isOwn(new URL(origin), new URL(env().NEXTAUTH_URL))
}

/** The Host header proves nothing: the client writes it. This machine's own names count as one. */
function isOwn(origin: URL, portal: URL): boolean {
  const local = isLocalName(origin.hostname) && isLocalName(portal.hostname)
  return origin.host === portal.host || (local && origin.port === portal.port)
}
