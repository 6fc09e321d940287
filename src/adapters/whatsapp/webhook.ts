import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '~/kernel/errors'

/** Compares texts in constant time; false for empty ones. */
export function sameText(given: string | null | undefined, expected: string): boolean {
  if (!given || !expected) return false
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** HMAC in lower-case hex over the bytes as received: re-serialised JSON wouldn't match. */
export function hmacHex(algorithm: 'sha256' | 'sha512', secret: string, bytes: Uint8Array): string {
  return createHmac(algorithm, secret).update(bytes).digest('hex')
}

/** Escapes of characters that PostgreSQL accepts neither as text nor as JSON. */
const NOT_STORABLE = /\\u(?:0000|d[89a-f])/i

/** The JSON of a webhook, without characters that couldn't be stored. @throws AppError BAD_INPUT */
export function webhookJson(rawBytes: Uint8Array): unknown {
  const text = Buffer.from(rawBytes).toString('utf8')
  try {
    return JSON.parse(text, NOT_STORABLE.test(text) ? (_key, value: unknown) => storable(value) : undefined)
  } catch (cause) {
    throw notOurs(cause)
  }
}

function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd') : value
}

export function notOurs(cause?: unknown): AppError {
  return new AppError('BAD_INPUT', 'O aviso recebido não é do formato deste serviço.', { cause })
}

/** The sender is proven, but the event is another session's: rejected, and nothing of it stored (t-42). */
export function ofAnother(): AppError {
  return new AppError('FORBIDDEN', 'O aviso recebido é de outra sessão.')
}

/** A 64-bit protobuf count as JSON shows it. */
function ofLong(count: unknown): unknown {
  const { low, high } = (count ?? {}) as { low?: unknown; high?: unknown }
  return typeof low === 'number' && typeof high === 'number' ? high * 2 ** 32 + (low >>> 0) : count
}

/** Time of a count of seconds, milliseconds, micro- or nanoseconds, or of an ISO text; null when it's none of them. */
export function instantOf(count: unknown): Date | null {
  const plain = ofLong(count)
  if (typeof plain === 'string' && /^\d{4}-\d\d-\d\dT/.test(plain)) return dateOf(Date.parse(plain))
  const value = typeof plain === 'string' && plain.trim() !== '' ? Number(plain) : plain
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return null
  const scale = [1000, 1, 1e-3, 1e-6][[1e11, 1e14, 1e17].filter((limit) => value > limit).length] ?? 1
  return dateOf(value * scale)
}

function dateOf(milliseconds: number): Date | null {
  return Number.isFinite(milliseconds) && milliseconds > 0 && milliseconds < 8e15
    ? new Date(Math.trunc(milliseconds))
    : null
}
