import { createCipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto'

/** A browser's keys for a device: its public key and its secret, both base64url. */
export type DeviceKeys = { p256dh: string; auth: string }

const RECORD_SIZE = 4096
/** One record with its tag and its padding delimiter. */
const LONGEST_TEXT = RECORD_SIZE - 17

/**
 * A message that only the device can read, in Web Push's format (RFC 8291, aes128gcm). @throws when the device's key is
 * no point of the curve, or the text is too long for one record.
 */
export function encryptFor(
  device: DeviceKeys,
  text: string,
  own: { ecdh?: ECDH; salt?: Buffer } = {},
): Buffer {
  const plain = Buffer.from(text, 'utf8')
  if (plain.length > LONGEST_TEXT) throw new RangeError('text too long for a push')
  const receiver = Buffer.from(device.p256dh, 'base64url')
  const ecdh = own.ecdh ?? createECDH('prime256v1')
  if (!own.ecdh) ecdh.generateKeys()
  const salt = own.salt ?? randomBytes(16)
  const sender = ecdh.getPublicKey()
  const secret = ecdh.computeSecret(receiver)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, sender])
  const ikm = Buffer.from(hkdfSync('sha256', secret, Buffer.from(device.auth, 'base64url'), info, 32))
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
  const cipher = createCipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  const head = Buffer.alloc(5)
  head.writeUInt32BE(RECORD_SIZE)
  head.writeUInt8(sender.length, 4)
  return Buffer.concat([
    salt,
    head,
    sender,
    cipher.update(Buffer.concat([plain, Buffer.from([2])])),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}
