import { createInflateRaw, crc32, inflateRawSync, constants } from 'node:zlib'
import { CutError, inflate, type Meter } from './inflate'
import type { Layers } from './layers'

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08])
const LONGEST_HEADER = 2048
/** Enough of a stream to recognise it. */
const TRIAL = 4096

/** The first bytes of a gzip file. */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/**
 * Plain text of a file that is gzip, one member after another, or changes between gzip and plain half way, as appending
 * to a file with and without compression leaves it. `plain` says that it begins as text. @throws CutError
 */
export async function* gunzipped(input: Meter, layers: Layers, plain = false): AsyncGenerator<Buffer> {
  const layer = { total: 0 }
  let members = 0
  for (let asText = plain; ;) {
    if (asText) {
      yield* untilGzip(input)
      if (!(await input.peek(1)).length) return
      layers.names.add('gzip')
    }
    for (;;) {
      const head = await input.peek(LONGEST_HEADER)
      if (!head.length) return
      const length = isGzip(head) ? headerLength(head) : 0
      if (!length) break
      await input.take(length)
      members++
      let sum = 0
      for await (const chunk of inflate(input, createInflateRaw())) {
        layers.grew(layer, chunk.length)
        sum = crc32(chunk, sum)
        yield chunk
      }
      const trailer = await input.take(8)
      if (trailer.length < 8) throw new CutError('o arquivo compactado está cortado')
      if (trailer.readUInt32LE(0) !== sum >>> 0)
        layers.warnings.add(
          'O arquivo compactado está danificado: a soma de verificação do gzip não confere, e algum valor pode estar errado. Exporte de novo.',
        )
    }
    if (!members) throw new CutError('o arquivo compactado está danificado', 'damaged')
    // Tapes and disks fill the remaining space with zeros.
    for (let rest = await input.next(); rest; rest = await input.next()) {
      const at = rest.findIndex((byte) => byte !== 0)
      if (at < 0) continue
      input.giveBack(rest.subarray(at))
      break
    }
    asText = true
  }
}

/** Text up to a position where a gzip stream begins, which is left in the input. */
async function* untilGzip(input: Meter): AsyncGenerator<Buffer> {
  for (let chunk = await input.next(); chunk; chunk = await input.next()) {
    const found = chunk.indexOf(MAGIC)
    // The magic may lie across two chunks.
    const begins = found >= 0 ? found : partial(chunk)
    if (begins < 0) {
      yield chunk
      continue
    }
    if (begins > 0) yield chunk.subarray(0, begins)
    input.giveBack(chunk.subarray(begins))
    const head = await input.peek(LONGEST_HEADER + TRIAL)
    if (isStream(head)) return
    yield await input.take(1)
  }
}

function partial(chunk: Buffer): number {
  const last = chunk.length - 1
  if (chunk[last] === 0x1f) return last
  return chunk[last - 1] === 0x1f && chunk[last] === 0x8b ? last - 1 : -1
}

/** Dumps escape every NUL, which each gzip header has: a blob inside a value is not taken for one. */
function isStream(head: Buffer): boolean {
  const start = head.indexOf(MAGIC) === 0 ? headerLength(head) : 0
  if (!start) return false
  try {
    const text = inflateRawSync(head.subarray(start, start + TRIAL), { finishFlush: constants.Z_SYNC_FLUSH })
    return text.length > 0
  } catch {
    return false
  }
}

/** Bytes of a member's header; 0 when it is none. */
function headerLength(head: Buffer): number {
  const flags = head[3] ?? 0xff
  if (head.length < 10 || head[2] !== 8 || flags & 0xe0) return 0
  let at = 10
  if (flags & 4) at += 2 + (at + 2 <= head.length ? head.readUInt16LE(at) : LONGEST_HEADER)
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue
    const end = head.indexOf(0, at)
    if (end < 0) return 0
    at = end + 1
  }
  if (flags & 2) at += 2
  return at <= head.length && at <= LONGEST_HEADER ? at : 0
}
