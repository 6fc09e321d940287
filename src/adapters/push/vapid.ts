import { createECDH, createPrivateKey, hkdfSync, sign } from 'node:crypto'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'

/** Push services reject more than a day. */
const VALID_SECONDS = 12 * 3600

/**
 * The key pair by which push services know this installation (RFC 8292). Derived from the encryption key, so that
 * portal and worker share it without a setting of its own and a lost pair is derived again. @throws AppError INTERNAL
 */
function keyPair() {
  const { RETOMA_ENCRYPTION_KEY: root } = env()
  if (!root)
    throw new AppError('INTERNAL', 'RETOMA_ENCRYPTION_KEY não está definida: avisos no aparelho não saem.')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(
    Buffer.from(hkdfSync('sha256', Buffer.from(root, 'base64'), 'retoma', 'web push vapid', 32)),
  )
  return { secret: ecdh.getPrivateKey(), shown: ecdh.getPublicKey() }
}

/** The public key that a browser subscribes with, base64url. */
export function vapidPublicKey(): string {
  return keyPair().shown.toString('base64url')
}

/** Proves the sender to the push service behind `endpoint`, until `now` plus half a day. */
export function vapidHeader(endpoint: string, now: Date): string {
  const { secret, shown } = keyPair()
  const point = {
    x: shown.subarray(1, 33).toString('base64url'),
    y: shown.subarray(33).toString('base64url'),
  }
  const key = createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', d: secret.toString('base64url'), ...point },
    format: 'jwk',
  })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor(now.getTime() / 1000) + VALID_SECONDS,
    sub: contact(),
  }
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${shown.toString('base64url')}`
}

/** Address that a push service writes to about problems with our messages. */
function contact(): string {
  const { NEXTAUTH_URL, RETOMA_MAIL_FROM } = env()
  if (NEXTAUTH_URL.startsWith('https:')) return new URL(NEXTAUTH_URL).origin
  return `mailto:${/<([^>]+)>/.exec(RETOMA_MAIL_FROM)?.[1] ?? RETOMA_MAIL_FROM}`
}
