import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A file of the archive, made while it is written. */
export type ZipEntry = { name: string; content: AsyncIterable<string> | Iterable<string> }

// Bit 3: sizes follow the data; bit 11: names are UTF-8. Method 8: deflate. Date: 1 Jan 1980, so that equal data give equal files.
const FLAGS = 0x0808
const DOS_DATE = 0x0021

type Written = { name: Buffer; crc: number; packed: number; size: number; offset: number }

function header(signature: number, entry: Written, isCentral: boolean): Buffer {
  const buffer = Buffer.alloc(isCentral ? 46 : 30)
  let at = buffer.writeUInt32LE(signature, 0)
  if (isCentral) at = buffer.writeUInt16LE(20, at)
  for (const value of [20, FLAGS, 8, 0, DOS_DATE]) at = buffer.writeUInt16LE(value, at)
  for (const value of [entry.crc, entry.packed, entry.size]) at = buffer.writeUInt32LE(value, at)
  buffer.writeUInt16LE(entry.name.length, at)
  if (isCentral) buffer.writeUInt32LE(entry.offset, 42)
  return Buffer.concat([buffer, entry.name])
}

function descriptor(entry: Written): Buffer {
  const buffer = Buffer.alloc(16)
  buffer.writeUInt32LE(0x08074b50, 0)
  buffer.writeUInt32LE(entry.crc, 4)
  buffer.writeUInt32LE(entry.packed, 8)
  buffer.writeUInt32LE(entry.size, 12)
  return buffer
}

async function* measured(content: ZipEntry['content'], entry: Written): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text, 'utf8')
    entry.crc = crc32(bytes, entry.crc)
    entry.size += bytes.length
    yield bytes
  }
}

/**
 * A zip archive as a stream: memory does not grow with it. Under 4 GB. Each entry is asked for when the one before it is
 * written, so that later entries may depend on earlier ones.
 */
export async function* zip(
  entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>,
): AsyncGenerator<Uint8Array> {
  const directory: Written[] = []
  let offset = 0
  for await (const { name, content } of entries) {
    const entry: Written = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, offset }
    const local = header(0x04034b50, { ...entry }, false)
    yield local
    const source = Readable.from(measured(content, entry))
    const deflate = createDeflateRaw({ level: 4 })
    source.on('error', (error) => deflate.destroy(error))
    for await (const chunk of source.pipe(deflate) as AsyncIterable<Buffer>) {
      entry.packed += chunk.length
      yield chunk
    }
    yield descriptor(entry)
    offset += local.length + entry.packed + 16
    directory.push(entry)
  }
  const central = Buffer.concat(directory.map((entry) => header(0x02014b50, entry, true)))
  yield central
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  yield end
}
