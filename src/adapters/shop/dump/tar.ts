import { CutError, type Meter } from './inflate'
import type { Entry } from './layers'

const BLOCK = 512
/** Names and attributes in blocks of their own. */
const LONGEST_META = 1024 * 1024

/** A header block with a valid checksum, whether ustar, GNU or the oldest form. */
export function isTar(head: Buffer): boolean {
  return head.length >= BLOCK && head[0] !== 0 && sumIsRight(head)
}

/** Files of a tar in their order. Directories, links and metadata are skipped. @throws CutError */
export async function* tarEntries(input: Meter): AsyncGenerator<Entry> {
  let longName: string | null = null
  for (;;) {
    const header = await input.take(BLOCK)
    if (header.length === 0 || header.every((byte) => byte === 0)) return
    if (header.length < BLOCK) throw new CutError('o tar está cortado')
    if (!sumIsRight(header)) throw new CutError('o tar está danificado', 'damaged')
    const size = numberAt(header, 124, 12)
    const padding = (BLOCK - (size % BLOCK)) % BLOCK
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'L' || type === 'x') {
      if (size > LONGEST_META) throw new CutError('o tar está danificado', 'damaged')
      const text = (await input.take(size)).toString('utf8')
      longName = type === 'L' ? text.replace(/\0.*$/s, '') : (/^\d+ path=(.*)$/m.exec(text)?.[1] ?? longName)
      await input.skip(padding)
      continue
    }
    if (type === '0' || type === '\0' || type === '7') {
      const name = longName ?? nameOf(header)
      const content = exactly(input, size)
      yield { name, content, refused: null }
      for (let rest = await content.next(); !rest.done; rest = await content.next());
      await input.skip(padding)
    } else await input.skip(size + padding)
    longName = null
  }
}

/** The next `size` bytes. @throws CutError when the input ends before. */
export async function* exactly(input: Meter, size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0;) {
    const chunk = await input.next()
    if (!chunk) throw new CutError('o arquivo compactado está cortado')
    if (chunk.length > left) input.giveBack(chunk.subarray(left))
    const part = chunk.subarray(0, left)
    left -= part.length
    yield part
  }
}

function nameOf(header: Buffer): string {
  const name = textAt(header, 0, 100)
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textAt(header, 345, 155) : ''
  return prefix ? `${prefix}/${name}` : name
}

function textAt(header: Buffer, at: number, length: number): string {
  return header.toString('utf8', at, at + length).replace(/\0.*$/s, '')
}

/** Octal digits, or GNU's binary form for large files. */
function numberAt(header: Buffer, at: number, length: number): number {
  if ((header[at] ?? 0) & 0x80) return Number(header.readBigUInt64BE(at + length - 8) & 0x1fffffffffffffn)
  return parseInt(textAt(header, at, length).trim() || '0', 8) || 0
}

function sumIsRight(header: Buffer): boolean {
  let sum = 0
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0)
  return /^[\s0-7]+$/.test(textAt(header, 148, 8)) && numberAt(header, 148, 8) === sum
}
