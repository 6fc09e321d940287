import {
  Curve,
  hmacSign,
  proto,
  S_WHATSAPP_NET,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  type BinaryNode,
} from '@whiskeysockets/baileys'
import type { RawData, WebSocket } from 'ws'
import { NoiseServer } from './noise-server.ts'

export type Unpaired = {
  /** The phone's part of a QR pairing: signs the new device, after which WhatsApp wants a new socket. */
  scan(qr: string): void
}

const REFS = 6

/** WhatsApp's server for an unknown device: hands out codes, and pairs when one was scanned. */
export function servePairing(
  socket: WebSocket,
  selfJid: string,
  onAsked: (node: BinaryNode) => void,
): Unpaired {
  const noise = new NoiseServer()
  let hello = false
  let queue: Promise<void> = Promise.resolve()
  const send = (node: BinaryNode) => {
    socket.send(noise.encode(node))
  }
  const take = async (data: Buffer) => {
    for (const frame of noise.frames(data)) {
      if (!hello) {
        hello = true
        socket.send(noise.hello(frame))
      } else if (!noise.ready) {
        noise.finish(frame)
        send(codes())
      } else {
        const node = await noise.node(frame)
        onAsked(node)
        if (node.tag === 'iq' && node.attrs.type !== 'result' && node.attrs.id)
          send({ tag: 'iq', attrs: { from: S_WHATSAPP_NET, type: 'result', id: node.attrs.id } })
        const paired = Array.isArray(node.content) && node.content[0]?.tag === 'pair-device-sign'
        // As WhatsApp does right after pairing: the device reconnects with its login.
        if (paired) send({ tag: 'stream:error', attrs: { code: '515' } })
      }
    }
  }
  socket.on('message', (data: RawData) => {
    queue = queue
      .then(() => take(data as Buffer))
      .catch(() => {
        socket.terminate()
      })
  })
  return {
    scan: (qr) => {
      send(success(qr, selfJid))
    },
  }
}

function codes(): BinaryNode {
  const refs = Array.from({ length: REFS }, (_, n) => ({
    tag: 'ref',
    attrs: {},
    content: Buffer.from(`2@ref${String(n)}`),
  }))
  return {
    tag: 'iq',
    attrs: { from: S_WHATSAPP_NET, type: 'set', id: 'pair-1', xmlns: 'md' },
    content: [{ tag: 'pair-device', attrs: {}, content: refs }],
  }
}

/** The account's signature over the device, as a phone makes it from the QR's content. */
function success(qr: string, jid: string): BinaryNode {
  const [, , identity, secret] = (qr.split('#').at(-1) ?? '').split(',')
  if (!identity || !secret) throw new Error('not a QR of WhatsApp')
  const account = Curve.generateKeyPair()
  const deviceDetails = proto.ADVDeviceIdentity.encode({ rawId: 7, timestamp: 1, keyIndex: 1 }).finish()
  const signed = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, deviceDetails, Buffer.from(identity, 'base64')])
  const details = proto.ADVSignedDeviceIdentity.encode({
    details: deviceDetails,
    accountSignatureKey: account.public,
    accountSignature: Curve.sign(account.private, signed),
  }).finish()
  const hmac = hmacSign(details, Buffer.from(secret, 'base64'))
  return {
    tag: 'iq',
    attrs: { from: S_WHATSAPP_NET, type: 'set', id: 'pair-2', xmlns: 'md', t: '1763650000' },
    content: [
      {
        tag: 'pair-success',
        attrs: {},
        content: [
          {
            tag: 'device-identity',
            attrs: {},
            content: proto.ADVSignedDeviceIdentityHMAC.encode({ details, hmac }).finish(),
          },
          { tag: 'device', attrs: { jid, lid: '99887766:1@lid' } },
          { tag: 'platform', attrs: { name: 'android' } },
        ],
      },
    ],
  }
}
