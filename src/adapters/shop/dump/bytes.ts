import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { Meter } from './inflate'
import { FileMark, unpacked, type Layers, type Piece } from './layers'

/** Text compresses by 5 to 30; a bomb by hundreds. Small files may be mostly blanks. */
const MAX_RATIO = 250
const RATIO_FROM = 64 * 1024 * 1024
/**
 * Size of one read: the ratio compares with the bytes taken, of which decompression may not have used the last slice.
 */
const SLICE = 64 * 1024

/** The text of an export file in chunks, and what was found in it, complete at the end. */
export type DumpText = { pieces: AsyncGenerator<Piece>; layers: Layers }

/**
 * The SQL text of an export file: plain, or in gzip, zip and tar in any order, detected by the first bytes and not by
 * the name. The chunks throw CutError when the file is truncated, AppError TOO_LARGE for bombs and files over
 * RETOMA_MAX_DUMP_MB, and AppError SOURCE_INVALID for files that are something else.
 */
export function dumpText(
  source: AsyncIterable<Uint8Array>,
  maxBytes = env().RETOMA_MAX_DUMP_MB * 1024 * 1024,
): DumpText {
  const input = new Meter(sliced(source))
  const rejectBomb = (total: number) => {
    if (total > RATIO_FROM && total > input.taken * MAX_RATIO)
      throw new AppError(
        'TOO_LARGE',
        'O arquivo se expande muito mais do que uma exportação de verdade. Exporte de novo, direto do banco.',
      )
  }
  const layers: Layers = {
    names: new Set(),
    skipped: new Map(),
    warnings: new Set(),
    grew: (layer, bytes) => rejectBomb((layer.total += bytes)),
  }
  return { pieces: limited(unpacked(input, layers), maxBytes), layers }
}

async function* sliced(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += SLICE) yield chunk.subarray(at, at + SLICE)
}

async function* limited(pieces: AsyncGenerator<Piece>, maxBytes: number): AsyncGenerator<Piece> {
  let total = 0
  for await (const piece of pieces) {
    if (!(piece instanceof FileMark)) {
      total += piece.length
      if (total > maxBytes)
        throw new AppError(
          'TOO_LARGE',
          `O arquivo descompactado passa de ${String(Math.round(maxBytes / 1024 / 1024))} MB. Exporte só as tabelas da loja.`,
        )
    }
    yield piece
  }
}
