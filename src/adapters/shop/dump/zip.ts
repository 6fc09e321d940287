import { createInflateRaw } from 'node:zlib'
import { AppError } from '~/kernel/errors'
import { CutError, inflate, type Meter } from './inflate'

const HEADER = 30
const UNKNOWN = 0xffffffff

type Entry = { name: string; method: number; hasDescriptor: boolean; size: number | null }

/**
 * Every `.sql` file of a zip, one after another, read from the front: the file is a stream, so that its directory at the end
 * is not needed. @throws AppError for encrypted and exotic archives, CutError when it breaks off.
 */
export async function* zipEntries(input: Meter): AsyncGenerator<Buffer> {
  let found = 0
  for (;;) {
    const entry = await nextEntry(input)
    if (!entry) break
    const wanted = /\.sql$/i.test(entry.name) && !entry.name.startsWith('__MACOSX/')
    if (wanted) found++
    for await (const chunk of content(input, entry)) if (wanted) yield chunk
    if (entry.hasDescriptor) await skipDescriptor(input)
  }
  if (!found) throw new AppError('SOURCE_INVALID', 'O zip não tem nenhum arquivo .sql dentro.')
}

async function nextEntry(input: Meter): Promise<Entry | null> {
  const header = await take(input, HEADER)
  if (header.length < 4 || header.readUInt32LE(0) !== 0x04034b50) return null
  if (header.length < HEADER) throw new CutError('o zip está cortado')
  const flags = header.readUInt16LE(6)
  if (flags & 1) throw new AppError('SOURCE_INVALID', 'O zip tem senha. Envie o arquivo sem senha.')
  const names = await take(input, header.readUInt16LE(26) + header.readUInt16LE(28))
  const nameLength = header.readUInt16LE(26)
  const packed = header.readUInt32LE(18)
  const hasDescriptor = Boolean(flags & 8)
  const size = packed === UNKNOWN ? zip64Size(names.subarray(nameLength)) : packed
  return {
    name: names.toString('utf8', 0, nameLength),
    method: header.readUInt16LE(8),
    hasDescriptor,
    size: hasDescriptor ? null : size,
  }
}

/** Packed size from the ZIP64 extra field, which holds the unpacked one before it. */
function zip64Size(extra: Buffer): number | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1 && at + 20 <= extra.length) return Number(extra.readBigUInt64LE(at + 12))
  }
  return null
}

async function* content(input: Meter, entry: Entry): AsyncGenerator<Buffer> {
  if (entry.method === 8) {
    yield* inflate(input, createInflateRaw())
    return
  }
  if (entry.method !== 0 || entry.size === null)
    throw new AppError(
      'SOURCE_INVALID',
      'O zip usa uma compactação que não é lida aqui. Compacte de novo como .zip comum ou .sql.gz.',
    )
  let left = entry.size
  while (left > 0) {
    const chunk = await input.next()
    if (!chunk) throw new CutError('o zip está cortado')
    if (chunk.length > left) input.giveBack(chunk.subarray(left))
    yield chunk.subarray(0, left)
    left -= Math.min(left, chunk.length)
  }
}

/** CRC and sizes after an entry: an optional mark, then 12 bytes, or 20 in ZIP64. The next header or the directory follows. */
async function skipDescriptor(input: Meter): Promise<void> {
  const bytes = await take(input, 28)
  for (const length of [16, 12, 24, 20]) {
    if (bytes.toString('latin1', length, length + 2) === 'PK') {
      input.giveBack(bytes.subarray(length))
      return
    }
  }
}

async function take(input: Meter, length: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < length) {
    const chunk = await input.next()
    if (!chunk) return bytes
    bytes = Buffer.concat([bytes, chunk])
  }
  input.giveBack(bytes.subarray(length))
  return bytes.subarray(0, length)
}
