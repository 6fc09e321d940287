import type { Gunzip, InflateRaw } from 'node:zlib'

/** The file ends (`cut`) or becomes unreadable (`damaged`) before its end. What came before is good. */
export class CutError extends Error {
  override readonly name = 'CutError'

  constructor(
    message: string,
    readonly how: 'cut' | 'damaged' = 'cut',
  ) {
    super(message)
  }
}

/** Chunks of the source with their count; the next bytes can be peeked at. */
export class Meter implements AsyncIterable<Buffer> {
  taken = 0
  private readonly chunks: AsyncIterator<Uint8Array>
  private buffered: Buffer | null = null

  constructor(source: AsyncIterable<Uint8Array>) {
    this.chunks = source[Symbol.asyncIterator]()
  }

  /** The next bytes, at least `length` when there are as many; they stay to be read. */
  async peek(length = 4): Promise<Buffer> {
    const parts: Buffer[] = []
    let size = 0
    while (size < length) {
      const next = await this.next()
      if (!next) break
      parts.push(next)
      size += next.length
    }
    const head = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
    this.buffered = head.length ? head : null
    return head
  }

  /** The next chunk, null at the end. */
  async next(): Promise<Buffer | null> {
    if (this.buffered) {
      const buffered = this.buffered
      this.buffered = null
      return buffered
    }
    for (;;) {
      const next = await this.chunks.next()
      if (next.done) return null
      if (!next.value.length) continue
      this.taken += next.value.length
      return Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    }
  }

  /** The next `length` bytes, fewer only at the end. */
  async take(length: number): Promise<Buffer> {
    if (length === 0) return Buffer.alloc(0)
    const bytes = await this.peek(length)
    this.buffered = null
    this.giveBack(bytes.subarray(length))
    return bytes.subarray(0, length)
  }

  /** Skips `length` bytes. @returns false when the input ends before. */
  async skip(length: number): Promise<boolean> {
    for (let left = length; left > 0;) {
      const chunk = await this.next()
      if (!chunk) return false
      if (chunk.length > left) this.giveBack(chunk.subarray(left))
      left -= Math.min(left, chunk.length)
    }
    return true
  }

  /** Returns bytes to the input that were taken but not used. */
  giveBack(bytes: Buffer): void {
    if (bytes.length) this.buffered = this.buffered ? Buffer.concat([bytes, this.buffered]) : bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (let chunk = await this.next(); chunk; chunk = await this.next()) yield chunk
  }
}

/**
 * Decompresses a stream with its own end mark; what follows the end is returned to the input. @throws CutError when it
 * is cut or corrupted.
 */
export async function* inflate(input: Meter, engine: Gunzip | InflateRaw): AsyncGenerator<Buffer> {
  const output: Buffer[] = []
  const state: { failed: '' | 'cut' | 'damaged'; ended: boolean; wake: () => void } = {
    failed: '',
    ended: false,
    wake: () => undefined,
  }
  engine.on('data', (chunk: Buffer) => {
    output.push(chunk)
    engine.pause()
    state.wake()
  })
  engine.on('error', (error: NodeJS.ErrnoException) => {
    state.failed = error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged'
    state.wake()
  })
  engine.on('end', () => {
    state.ended = true
    state.wake()
  })
  /** The decompressed bytes so far, until `settled` and nothing is left. */
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
  const over = () => state.failed !== '' || state.ended
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
      yield* drain(() => taken || state.failed !== '')
      const used = engine.bytesWritten - before
      if (used < chunk.length && state.failed === '') {
        // The decompressor consumes everything but the bytes after the end of its stream.
        input.giveBack(chunk.subarray(used))
        yield* drain(over)
        break
      }
    }
    if (state.failed !== '')
      throw new CutError(
        state.failed === 'cut' ? 'o arquivo compactado está cortado' : 'o arquivo compactado está danificado',
        state.failed,
      )
  } finally {
    engine.destroy()
  }
}
