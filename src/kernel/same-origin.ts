import { env } from '~/env'

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
  const own = [new URL(env().NEXTAUTH_URL).host, headers.get('host')]
  return URL.canParse(origin) && own.includes(new URL(origin).host)
}
