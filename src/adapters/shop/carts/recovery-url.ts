/**
 * Where a cart of CartFlows goes on: its checkout page with the token by which the plugin fills the cart again, as its own
 * e-mails have it. The page is named by its number, which WordPress redirects to its address of the moment. Null when the
 * shop's address, the page or the session isn't known.
 */
export function cartflowsUrl(
  home: string | null,
  checkoutId: number | null,
  sessionId: string | null,
): string | null {
  if (home === null || checkoutId === null || checkoutId <= 0 || !sessionId) return null
  const base = URL.parse(home)
  if (!base || !/^https?:$/.test(base.protocol)) return null
  const token = btoa(`wcf_session_id=${encodeURIComponent(sessionId)}`)
  const query = new URLSearchParams({ page_id: String(checkoutId), wcf_ac_token: token })
  return `${base.origin}${base.pathname.replace(/\/+$/, '')}/?${query.toString()}`
}
