import type { Meter } from './inflate'

/** UTF-16 text of a Windows shell becomes UTF-8; a UTF-8 byte order mark is dropped. */
export async function* unmarked(chunks: AsyncIterable<Buffer> | Meter): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined
  let head = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk])
      if (head.length < 4) continue
      decoder = utf16Of(head)
      const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
      yield decoder ? Buffer.from(decoder.decode(head, { stream: true })) : head.subarray(mark)
      continue
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  if (decoder === undefined && head.length) yield head
}

/** By its byte order mark, or by the zeros beside the first two characters. */
function utf16Of(head: Buffer): TextDecoder | null {
  const [a = 0, b = 0, c = 0, d = 0] = head
  if ((a === 0xff && b === 0xfe) || (a > 0 && b === 0 && c > 0 && d === 0)) return new TextDecoder('utf-16le')
  if ((a === 0xfe && b === 0xff) || (a === 0 && b > 0 && c === 0 && d > 0)) return new TextDecoder('utf-16be')
  return null
}
