import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encryptFor } from './encrypt'

/** The example of RFC 8291, section 5 and appendix A. */
const RFC = {
  text: 'When I grow up, I want to be a watermelon',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  sender: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

test('a push is encrypted as in the example of RFC 8291', () => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(Buffer.from(RFC.sender, 'base64url'))
  const salt = Buffer.from(RFC.salt, 'base64url')
  expect(encryptFor(RFC, RFC.text, { ecdh, salt }).toString('base64url')).toBe(RFC.body)
})

test('only the device can read it, whatever the text; each message has a key of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const device = createECDH('prime256v1')
      device.generateKeys()
      const auth = randomBytes(16)
      const keys = {
        p256dh: device.getPublicKey().toString('base64url'),
        auth: auth.toString('base64url'),
      }
      const [one, other] = [encryptFor(keys, text), encryptFor(keys, text)]
      expect(one.equals(other)).toBe(false)
      const [salt, sender, sealed] = [one.subarray(0, 16), one.subarray(21, 86), one.subarray(86)]
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), device.getPublicKey(), sender])
      const ikm = Buffer.from(hkdfSync('sha256', device.computeSecret(sender), auth, info, 32))
      const derive = (name: string, length: number) =>
        Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
      const open = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
      open.setAuthTag(sealed.subarray(-16))
      const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()])
      expect(plain.at(-1)).toBe(2)
      expect(plain.subarray(0, -1).toString('utf8')).toBe(Buffer.from(text, 'utf8').toString('utf8'))
    }),
    { numRuns: 20 },
  )
})
