import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '~/kernel/errors'

/** Compares texts in constant time; false for empty ones. */
export function sameText(given: string | null | undefined, expected: string): boolean {
  if (!given || !expected) return false
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** HMAC in lower-case hex over the bytes as received: JSON written again wouldn't match. */
export function hmacHex(algorithm: 'sha256' | 'sha512', secret: string, bytes: Uint8Array): string {
  return createHmac(algorithm, secret).update(bytes).digest('hex')
}

/** The JSON of a webhook. @throws AppError BAD_INPUT */
export function webhookJson(rawBytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(rawBytes).toString('utf8'))
  } catch (cause) {
    throw notOurs(cause)
  }
}

export function notOurs(cause?: unknown): AppError {
  return new AppError('BAD_INPUT', 'O aviso recebido não é do formato deste serviço.', { cause })
}

/** Instant of a count of seconds or milliseconds; null when it's neither. */
export function instantOf(count: unknown): Date | null {
  const value = typeof count === 'string' && count !== '' ? Number(count) : count
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0 || value > 8e15) return null
  return new Date(value > 1e11 ? value : value * 1000)
}
