import { createGunzip, type Gunzip, type InflateRaw } from 'node:zlib'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { zipEntries } from './zip'

/** The file ends, or turns unreadable, before its end. What came before it is good. */
export class CutError extends Error {
  override readonly name = 'CutError'
}

/** Text compresses by 5 to 30; a bomb by hundreds. Small files may be mostly blanks. */
const MAX_RATIO = 250
const RATIO_FROM = 64 * 1024 * 1024

/**
 * The SQL text of an export file: `.sql`, `.sql.gz` or `.zip`, known by their first bytes and not by their name.
 * @throws CutError when it breaks off, AppError TOO_LARGE for bombs and files over RETOMA_MAX_DUMP_MB.
 */
export async function* sqlBytes(
  source: AsyncIterable<Uint8Array>,
  maxBytes = env().RETOMA_MAX_DUMP_MB * 1024 * 1024,
): AsyncGenerator<Buffer> {
  const input = new Meter(source)
  const first = await input.peek()
  const plain = isGzip(first) ? inflate(input, createGunzip()) : isZip(first) ? zipEntries(input) : input
  let total = 0
  for await (const chunk of fromUtf16(plain)) {
    total += chunk.length
    if (total > maxBytes)
      throw new AppError(
        'TOO_LARGE',
        `O arquivo descompactado passa de ${String(Math.round(maxBytes / 1024 / 1024))} MB. Exporte só as tabelas da loja.`,
      )
    if (total > RATIO_FROM && total > input.taken * MAX_RATIO)
      throw new AppError(
        'TOO_LARGE',
        'O arquivo se expande muito mais do que uma exportação de verdade. Exporte de novo, direto do banco.',
      )
    yield chunk
  }
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

function isZip(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'PK\x03\x04'
}

/** Chunks of the source with their count, the first of which can be looked at. */
export class Meter implements AsyncIterable<Buffer> {
  taken = 0
  private readonly chunks: AsyncIterator<Uint8Array>
  private held: Buffer | null = null

  constructor(source: AsyncIterable<Uint8Array>) {
    this.chunks = source[Symbol.asyncIterator]()
  }

  /** The first bytes, four at least when there are any. */
  async peek(): Promise<Buffer> {
    let head = Buffer.alloc(0)
    while (head.length < 4) {
      const next = await this.next()
      if (!next) break
      head = Buffer.concat([head, next])
    }
    this.held = head.length ? head : null
    return head
  }

  /** The next chunk, null at the end. */
  async next(): Promise<Buffer | null> {
    if (this.held) {
      const held = this.held
      this.held = null
      return held
    }
    const next = await this.chunks.next()
    if (next.done) return null
    this.taken += next.value.length
    return Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
  }

  /** Gives bytes back that were taken but not used. */
  giveBack(bytes: Buffer): void {
    if (bytes.length) this.held = this.held ? Buffer.concat([bytes, this.held]) : bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (let chunk = await this.next(); chunk; chunk = await this.next()) yield chunk
  }
}

/**
 * Decompresses a stream that ends by itself; what follows its end is given back to the input.
 * @throws CutError when it breaks off or is corrupted.
 */
export async function* inflate(input: Meter, engine: Gunzip | InflateRaw): AsyncGenerator<Buffer> {
  const output: Buffer[] = []
  const state: { failed: boolean; ended: boolean; wake: () => void } = {
    failed: false,
    ended: false,
    wake: () => undefined,
  }
  engine.on('data', (chunk: Buffer) => {
    output.push(chunk)
    engine.pause()
    state.wake()
  })
  engine.on('error', () => {
    state.failed = true
    state.wake()
  })
  engine.on('end', () => {
    state.ended = true
    state.wake()
  })
  /** What was decompressed so far, until `settled` and nothing is left. */
  async function* drain(settled: () => boolean): AsyncGenerator<Buffer> {
    for (;;) {
      const ready = output.shift()
      if (ready) {
        yield ready
        if (!output.length) engine.resume()
      } else if (settled()) return
      else await new Promise<void>((resolve) => (state.wake = resolve))
    }
  }
  const over = () => state.failed || state.ended
  try {
    while (!over()) {
      const chunk = await input.next()
      const before = engine.bytesWritten
      if (!chunk) {
        engine.end()
        yield* drain(over)
        break
      }
      let taken = false
      engine.write(chunk, () => {
        taken = true
        state.wake()
      })
      yield* drain(() => taken || state.failed)
      const used = engine.bytesWritten - before
      if (used < chunk.length && !state.failed) {
        // The engine takes everything but what lies behind the end of its stream.
        input.giveBack(chunk.subarray(used))
        yield* drain(over)
        break
      }
    }
    if (state.failed) throw new CutError('o arquivo compactado está cortado ou corrompido')
  } finally {
    engine.destroy()
  }
}

/** Text that a Windows shell wrote as UTF-16 becomes UTF-8; a UTF-8 mark is dropped. */
async function* fromUtf16(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined
  let head = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk])
      if (head.length < 3) continue
      decoder =
        head[0] === 0xff && head[1] === 0xfe
          ? new TextDecoder('utf-16le')
          : head[0] === 0xfe && head[1] === 0xff
            ? new TextDecoder('utf-16be')
            : null
      const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
      yield decoder ? Buffer.from(decoder.decode(head, { stream: true })) : head.subarray(mark)
      continue
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  if (decoder === undefined && head.length) yield head
}
