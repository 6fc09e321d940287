/** What the policy depends on: `https` as browsers reach the portal; `development` needs eval for hot reloading. */
export type HeaderOptions = { nonce: string; https: boolean; development: boolean }

/** Scripts run only with this response's nonce, or when such a script loads them. */
export function contentPolicy({ nonce, https, development }: HeaderOptions): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Inline styles carry the sizes of charts and progress bars; without script they can't read anything.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    // Without these two, `strict-dynamic` would block the service worker.
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}

/** Headers of every answer (ops-3). */
export function securityHeaders(options: HeaderOptions): Record<string, string> {
  return {
    'content-security-policy': contentPolicy(options),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(options.https ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  }
}

/** Names that only this server writes: what a client sends under them never reaches a page. */
const OURS = /^x-(empresa|tenant|user|retoma|middleware|nonce|request-id|nextjs-data)/

/** The request's headers without what a client could forge; `kept` are ours that arrive from outside by design. */
export function withoutForged(headers: Headers, kept: string[]): Headers {
  const clean = new Headers(headers)
  for (const name of headers.keys()) {
    if ((OURS.test(name) || name === 'content-security-policy') && !kept.includes(name)) clean.delete(name)
  }
  return clean
}
