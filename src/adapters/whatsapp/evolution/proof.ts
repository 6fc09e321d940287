import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { sameText } from '../webhook'

const head = z.object({ alg: z.literal('HS256') })
const claims = z.object({ exp: z.number(), app: z.literal('evolution'), action: z.literal('webhook') })
/** Tolerated difference between the clocks of two machines. */
const LEEWAY_SECONDS = 60

/** True for `Bearer <HS256 JWT>` made by Evolution with our key and not expired. Proves the sender, not the body. */
export function isEvolutionToken(authorization: string | null, secret: string, now: Date): boolean {
  const [header, payload, signature] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? '')?.slice(1) ?? []
  if (!header || !payload || !signature) return false
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
  if (!sameText(signature, expected) || !head.safeParse(decode(header)).success) return false
  const parsed = claims.safeParse(decode(payload))
  return parsed.success && parsed.data.exp + LEEWAY_SECONDS >= now.getTime() / 1000
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
