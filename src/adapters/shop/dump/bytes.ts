import { createGunzip } from 'node:zlib'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { inflate, Meter } from './inflate'
import { zipEntries } from './zip'

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
