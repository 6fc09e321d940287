import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** JSON with sorted keys (RFC 8785), the form that the SDK signs. Undefined members are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}

/** The `X-Inngest-Signature` of a canonical body. `at` is real time: the SDK accepts five minutes. */
export function sign(body: string, signingKey: string, at: Date): string {
  const seconds = Math.round(at.getTime() / 1000).toString()
  const mac = createHmac('sha256', withoutPrefix(signingKey)).update(body).update(seconds).digest('hex')
  return `t=${seconds}&s=${mac}`
}

/** What the SDK sends as bearer when it registers: the key's hash under the key's prefix. */
export function hashSigningKey(signingKey: string): string {
  const bare = withoutPrefix(signingKey)
  const prefix = signingKey.slice(0, signingKey.length - bare.length)
  return prefix + createHash('sha256').update(bare, 'hex').digest('hex')
}

/** Compares secrets in constant time. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** Keys for one worker's lifetime: no other process needs them. */
export function freshKeys(): { eventKey: string; signingKey: string } {
  return {
    eventKey: randomBytes(24).toString('hex'),
    signingKey: `signkey-retoma-${randomBytes(32).toString('hex')}`,
  }
}

function withoutPrefix(signingKey: string): string {
  return signingKey.replace(/^signkey-\w+-/, '')
}
