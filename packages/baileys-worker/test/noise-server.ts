import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  decodeBinaryNode,
  encodeBinaryNode,
  hkdf,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
  type BinaryNode,
} from '@whiskeysockets/baileys'

const NOTHING = Buffer.alloc(0)

/** The server's side of WhatsApp's transport, enough to hand out QR codes: Noise XX, then encrypted nodes. */
export class NoiseServer {
  private hash: Buffer = Buffer.from(NOISE_MODE)
  private salt: Buffer = this.hash
  private key: Buffer = this.hash
  private counter = 0
  private readonly ephemeral = Curve.generateKeyPair()
  private transport: { read: Buffer; write: Buffer; reads: number; writes: number } | null = null
  private rest: Buffer = NOTHING
  private greeted = false

  constructor() {
    this.mixHash(NOISE_WA_HEADER)
  }

  /** Complete frames of the received bytes. */
  frames(data: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, data])
    if (!this.greeted && this.rest.length >= NOISE_WA_HEADER.length) {
      this.greeted = true
      this.rest = this.rest.subarray(NOISE_WA_HEADER.length)
    }
    const frames: Buffer[] = []
    while (this.rest.length >= 3 && this.rest.length >= 3 + this.rest.readUIntBE(0, 3)) {
      const end = 3 + this.rest.readUIntBE(0, 3)
      frames.push(this.rest.subarray(3, end))
      this.rest = this.rest.subarray(end)
    }
    return frames
  }

  hello(frame: Buffer): Buffer {
    const theirs = proto.HandshakeMessage.decode(frame).clientHello?.ephemeral
    if (!theirs) throw new Error('no client hello')
    const own = Curve.generateKeyPair()
    this.mixHash(theirs)
    this.mixHash(this.ephemeral.public)
    this.mixKey(Curve.sharedKey(this.ephemeral.private, theirs))
    const sealedStatic = this.seal(own.public)
    this.mixKey(Curve.sharedKey(own.private, theirs))
    const payload = this.seal(certificate())
    const serverHello = { ephemeral: this.ephemeral.public, static: sealedStatic, payload }
    return framed(proto.HandshakeMessage.encode({ serverHello }).finish())
  }

  finish(frame: Buffer): void {
    const theirs = proto.HandshakeMessage.decode(frame).clientFinish
    if (!theirs?.static || !theirs.payload) throw new Error('no client finish')
    this.mixKey(Curve.sharedKey(this.ephemeral.private, this.open(theirs.static)))
    this.open(theirs.payload)
    const [read, write] = this.derive(NOTHING)
    this.transport = { read, write, reads: 0, writes: 0 }
  }

  get ready(): boolean {
    return this.transport !== null
  }

  async node(frame: Buffer): Promise<BinaryNode> {
    const { read, reads } = this.keys()
    this.keys().reads += 1
    return decodeBinaryNode(Buffer.from(aesDecryptGCM(frame, read, iv(reads), NOTHING)))
  }

  encode(node: BinaryNode): Buffer {
    const { write, writes } = this.keys()
    this.keys().writes += 1
    return framed(aesEncryptGCM(Buffer.from(encodeBinaryNode(node)), write, iv(writes), NOTHING))
  }

  private keys() {
    if (!this.transport) throw new Error('no transport yet')
    return this.transport
  }
  private mixHash(data: Uint8Array): void {
    this.hash = Buffer.from(sha256(Buffer.concat([this.hash, data])))
  }
  private derive(data: Uint8Array): [Buffer, Buffer] {
    const keys = Buffer.from(hkdf(data, 64, { salt: this.salt, info: '' }))
    return [keys.subarray(0, 32), keys.subarray(32)]
  }
  private mixKey(data: Uint8Array): void {
    ;[this.salt, this.key] = this.derive(data)
    this.counter = 0
  }
  private seal(plain: Uint8Array): Buffer {
    const sealed = Buffer.from(aesEncryptGCM(plain, this.key, iv(this.counter++), this.hash))
    this.mixHash(sealed)
    return sealed
  }
  private open(sealed: Uint8Array): Buffer {
    const plain = Buffer.from(aesDecryptGCM(sealed, this.key, iv(this.counter++), this.hash))
    this.mixHash(sealed)
    return plain
  }
}

/** Baileys checks only its form: TLS is what proves WhatsApp's server. */
function certificate(): Uint8Array {
  const { Details } = proto.CertChain.NoiseCertificate
  const pair = Curve.generateKeyPair()
  const one = (issuerSerial: number) => {
    const details = Details.encode({ serial: 1, issuerSerial, key: pair.public }).finish()
    return { details, signature: Curve.sign(pair.private, details) }
  }
  return proto.CertChain.encode({ leaf: one(1), intermediate: one(0) }).finish()
}

function iv(counter: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(counter, 8)
  return bytes
}

function framed(data: Uint8Array): Buffer {
  const size = Buffer.alloc(3)
  size.writeUIntBE(data.byteLength, 0, 3)
  return Buffer.concat([size, data])
}
