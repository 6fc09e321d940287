import { createInflateRaw } from 'node:zlib'
import { CutError, inflate, type Meter } from './inflate'
import type { Entry, Layers } from './layers'
import { exactly } from './tar'

const HEADER = 30
const UNKNOWN = 0xffffffff
const LOCAL = Buffer.from('PK\x03\x04', 'latin1')
const [LOCAL_MARK, DIRECTORY_MARK, END_MARK, DESCRIPTOR_MARK] = [
  0x04034b50, 0x02014b50, 0x06054b50, 0x08074b50,
]
/** A self-extracting program stands before its zip. */
const LONGEST_PREFIX = 1024 * 1024

type Header = { name: string; flags: number; method: number; size: number | null; zip64: boolean }

/** A zip, a part of a split one, or a self-extracting one. */
export function isZip(head: Buffer): boolean {
  const mark = head.toString('latin1', 0, 4)
  if (['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', 'PK00'].includes(mark)) return true
  return mark.startsWith('MZ') && head.length > 64
}

/**
 * Files of a zip in their order, read from the front: the file is a stream, so its directory at the end is not used.
 * Unreadable content is rejected only when it is read. @throws CutError when it is cut.
 */
export async function* zipEntries(input: Meter, layers: Layers): AsyncGenerator<Entry> {
  if (!(await findFirst(input))) return
  for (let header = await nextHeader(input); header; header = await nextHeader(input)) {
    const rejection = rejectionOf(header)
    const content = contentOf(input, header, layers)
    yield { name: header.name, content, refused: rejection }
    for (let rest = await content.next(); !rest.done; rest = await content.next());
  }
}

function rejectionOf({ flags, method }: Header): string | null {
  if (flags & 1) return 'O zip tem senha. Envie o arquivo sem senha.'
  if (method === 0 || method === 8) return null
  const named = { 9: 'Deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'xz' }[method]
  return `O zip usa uma compactação que não é lida aqui${named ? ` (${named})` : ''}. Compacte de novo como .zip comum ou .sql.gz.`
}

async function findFirst(input: Meter): Promise<boolean> {
  const head = await input.peek(4)
  if (head.length >= 4 && head.readUInt32LE(0) === LOCAL_MARK) return true
  if (head.length >= 4 && head.readUInt32LE(0) === END_MARK) return false
  const prefix = await input.peek(LONGEST_PREFIX)
  const at = prefix.indexOf(LOCAL)
  return at >= 0 && input.skip(at)
}

async function nextHeader(input: Meter): Promise<Header | null> {
  const header = await input.take(HEADER)
  if (header.length < 4) throw new CutError('o zip está cortado')
  if (header.readUInt32LE(0) !== LOCAL_MARK) return null
  if (header.length < HEADER) throw new CutError('o zip está cortado')
  const flags = header.readUInt16LE(6)
  const nameLength = header.readUInt16LE(26)
  const names = await input.take(nameLength + header.readUInt16LE(28))
  const packed = header.readUInt32LE(18)
  const long = zip64Size(names.subarray(nameLength))
  const size = packed === UNKNOWN ? long : packed
  return {
    name: names.toString('utf8', 0, nameLength),
    flags,
    method: header.readUInt16LE(8),
    size: flags & 8 && !packed ? null : size,
    zip64: long !== null,
  }
}

/** Packed size from the ZIP64 extra field, which holds the unpacked one before it. */
function zip64Size(extra: Buffer): number | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1 && at + 20 <= extra.length) return Number(extra.readBigUInt64LE(at + 12))
  }
  return null
}

/** Readable content as it was packed; the bytes of anything else are skipped, and none are returned. */
async function* contentOf(input: Meter, header: Header, layers: Layers): AsyncGenerator<Buffer> {
  const { method, size, flags } = header
  if (rejectionOf(header) !== null) {
    if (size !== null) {
      if (!(await input.skip(size))) throw new CutError('o zip está cortado')
    } else for await (const chunk of untilDescriptor(input)) void chunk
  } else if (method === 8) {
    const layer = { total: 0 }
    for await (const chunk of inflate(input, createInflateRaw())) {
      layers.grew(layer, chunk.length)
      yield chunk
    }
  } else if (size === null) {
    // Only the sizes behind it give its length.
    yield* untilDescriptor(input)
    return
  } else yield* exactly(input, size)
  if (flags & 8) await skipDescriptor(input)
}

/**
 * CRC and sizes after an entry: an optional mark, then 12 bytes, or 20 in ZIP64. The next header or the directory
 * follows.
 */
async function skipDescriptor(input: Meter): Promise<void> {
  const bytes = await input.peek(28)
  for (const length of [16, 12, 24, 20, 0]) {
    if (isMark(bytes, length)) {
      await input.skip(length)
      return
    }
  }
}

/** A header, the directory or the end of a zip at this position. */
function isMark(bytes: Buffer, at: number): boolean {
  if (at + 4 > bytes.length) return false
  return [LOCAL_MARK, DIRECTORY_MARK, END_MARK, 0x06064b50].includes(bytes.readUInt32LE(at))
}

/** Content up to its descriptor, which is recognised by the packed size that it repeats. */
async function* untilDescriptor(input: Meter): AsyncGenerator<Buffer> {
  let given = 0
  for (;;) {
    const bytes = await input.peek(65_536)
    const found = descriptorIn(bytes, given)
    if (found) {
      const content = await input.take(found.at)
      if (content.length) yield content
      await input.skip(found.length)
      return
    }
    const sure = bytes.length - 32
    if (sure <= 0) throw new CutError('o zip está cortado')
    const part = await input.take(sure)
    given += part.length
    yield part
  }
}

function descriptorIn(bytes: Buffer, given: number): { at: number; length: number } | null {
  for (
    let mark = bytes.indexOf('PK', 0, 'latin1');
    mark >= 0;
    mark = bytes.indexOf('PK', mark + 1, 'latin1')
  ) {
    if (mark + 16 <= bytes.length && bytes.readUInt32LE(mark) === DESCRIPTOR_MARK) {
      if (bytes.readUInt32LE(mark + 8) === given + mark) {
        const length = isMark(bytes, mark + 24) && !isMark(bytes, mark + 16) ? 24 : 16
        return { at: mark, length }
      }
    } else if (isMark(bytes, mark)) {
      // A descriptor without a mark of its own lies before the next header.
      for (const length of [12, 20])
        if (mark >= length && bytes.readUInt32LE(mark - length + 4) === given + mark - length)
          return { at: mark - length, length }
    }
  }
  return null
}
