import { AppError } from '~/kernel/errors'
import { dumpText } from './bytes'
import { textKind } from './foreign'
import { FileMark, type Layers, type Piece } from './layers'
import type { DumpEnd, DumpEvent, Wanted } from './events'
import { SqlDump } from './statements'

/** Receiver of a file's contents. Calls come in the order of the file, and are awaited. */
export type DumpSink = {
  wants: (table: string, columns: readonly string[]) => Wanted | null
  /** A table and its columns; again when the file defines it or names its columns again. */
  table: (name: string, columns: readonly string[], created: boolean) => Promise<void> | void
  rows: (table: string, rows: (string | null)[][], ignores: boolean) => Promise<void> | void
  broken: (table: string, reason: string) => Promise<void> | void
  /** The rows of these tables come again in full: those delivered before don't count. */
  restart: (tables: ReadonlySet<string>) => Promise<void> | void
}

export type LoadedDump = { end: DumpEnd; layers: Layers }

const SAMPLE = 64 * 1024

/**
 * Reads a file into a sink, and a second time only when rows came before the columns of their table. @throws AppError
 * SOURCE_INVALID or TOO_LARGE, saying what is wrong with the file.
 */
export async function loadDump(
  file: { name: string; open: () => AsyncIterable<Uint8Array>; maxBytes?: number },
  sink: DumpSink,
): Promise<LoadedDump> {
  const { pieces, layers } = dumpText(file.open(), file.maxBytes)
  const sample: Buffer[] = []
  const end = await pour(new SqlDump(sink.wants).read(sampled(pieces, sample)), sink)
  if (!end.statements)
    throw new AppError('SOURCE_INVALID', nothingIn(file.name, end, layers, Buffer.concat(sample)))
  if (end.late.size) {
    await sink.restart(end.late)
    const again = new SqlDump(
      (table, columns) => (end.late.has(table) ? sink.wants(table, columns) : null),
      end.known,
    )
    await pour(again.read(dumpText(file.open(), file.maxBytes).pieces), {
      ...sink,
      table: () => undefined,
      broken: (table, reason) => (end.late.has(table) ? sink.broken(table, reason) : undefined),
    })
  }
  return { end, layers }
}

async function pour(events: AsyncGenerator<DumpEvent, DumpEnd>, sink: DumpSink): Promise<DumpEnd> {
  for (;;) {
    const next = await events.next()
    if (next.done) return next.value
    const event = next.value
    if (event.kind === 'table') await sink.table(event.name, event.columns, event.created)
    else if (event.kind === 'rows') await sink.rows(event.table, event.rows, event.ignores)
    else await sink.broken(event.table, event.reason)
  }
}

/** Keeps the beginning of the text, to say what a file without statements is. */
async function* sampled(pieces: AsyncIterable<Piece>, sample: Buffer[]): AsyncGenerator<Piece> {
  let size = 0
  for await (const piece of pieces) {
    if (!(piece instanceof FileMark) && size < SAMPLE) {
      sample.push(Buffer.from(piece.subarray(0, SAMPLE - size)))
      size += piece.length
    }
    yield piece
  }
}

function nothingIn(name: string, end: DumpEnd, { names }: Layers, sample: Buffer): string {
  if (!sample.length && names.size && end.cutIn !== null)
    return `${name} está ${end.corrupt ? 'danificado' : 'cortado'}: não se descompacta. Exporte e envie de novo.`
  return textKind(name, sample)
}

/** Portuguese: what was wrong with a file that was read all the same. */
export function warningsOf(
  fileName: string,
  { end, layers }: LoadedDump,
  whole: readonly [name: string, rows: number][],
  damaged: ReadonlyMap<string, string>,
): string[] {
  const warnings: string[] = []
  if (end.cutIn !== null) {
    const where = end.cutIn === '' ? 'no começo' : `na tabela ${end.cutIn}`
    const tables = whole.map(([name, rows]) => `${name} (${String(rows)})`).join(', ') || 'nenhuma'
    const why = end.failure ? ` A exportação parou com um erro: “${end.failure.replace(/[.\s]+$/, '')}”.` : ''
    warnings.push(
      `O arquivo ${fileName} está ${end.corrupt ? 'danificado' : 'cortado'} ${where}; exporte de novo para ter tudo.${why} Tabelas inteiras: ${tables}.`,
    )
  }
  const broken = [...damaged].filter(([name]) => name !== end.cutIn)
  if (broken.length)
    warnings.push(
      `Há trechos ilegíveis no arquivo, e estas tabelas ficaram de fora: ${broken.map(([name, reason]) => `${name || 'uma tabela sem nome legível'} (${reason})`).join(', ')}.`,
    )
  if (end.wrongCharset > 0)
    warnings.push(
      `${String(end.wrongCharset)} valores não estão na codificação que o arquivo declara e foram lidos como Latin-1. Confira os acentos.`,
    )
  if (end.mended > 0) warnings.push(mendedWarning(end.mended))
  warnings.push(...layers.warnings)
  for (const [name, reason] of layers.skipped) warnings.push(`${name} ficou de fora: ${reason}`)
  return warnings
}

function mendedWarning(count: number): string {
  return `${String(count)} valores estavam com acentos trocados (UTF-8 gravado como Latin-1, ou % mascarado pelo WordPress) e foram corrigidos na leitura. Confira os acentos.`
}
