/**
 * The recovery link of a CartFlows cart: its checkout page with the token by which the plugin refills the cart, as in
 * its own e-mails. The link names the page by its id, which WordPress redirects to its current address. Null when the
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
