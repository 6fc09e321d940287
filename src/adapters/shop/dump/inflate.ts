import type { Gunzip, InflateRaw } from 'node:zlib'

/** The file ends, or turns unreadable, before its end. What came before it is good. */
export class CutError extends Error {
  override readonly name = 'CutError'
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
