import { AppError } from '~/kernel/errors'
import { gunzipped, isGzip } from './gzip'
import { binaryKind } from './foreign'
import { Meter } from './inflate'
import { isTar, tarEntries } from './tar'
import { unmarked } from './text'
import { isZip, zipEntries } from './zip'

/** From here on another file of an archive begins: statements never span it. */
export class FileMark {
  constructor(readonly name: string) {}
}
export type Piece = Buffer | FileMark

/** What was found while unpacking. */
export type Layers = {
  /** From the outside in, such as `gzip`, `tar`. */
  names: Set<string>
  /** Files of archives that were not read, with the reason. */
  skipped: Map<string, string>
  /** Portuguese. */
  warnings: Set<string>
  /** Counts the bytes of one unpacking. @throws AppError TOO_LARGE */
  grew: (layer: { total: number }, bytes: number) => void
}

/** Maximum nesting. Real files have three layers: a gzip of a tar of gzips. */
const MAX_DEPTH = 6
const LONGEST_MAGIC = 1024

/** The text of a file in any packing: gzip, zip and tar, in any order. @throws CutError, AppError */
export async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  layers: Layers,
  depth = 0,
): AsyncGenerator<Piece> {
  if (depth > MAX_DEPTH)
    throw new AppError(
      'SOURCE_INVALID',
      'O arquivo foi compactado muitas vezes, um dentro do outro. Envie o .sql ou o .sql.gz direto.',
    )
  const input = source instanceof Meter ? source : new Meter(source)
  const head = await input.peek(LONGEST_MAGIC)
  if (isGzip(head)) {
    layers.names.add('gzip')
    yield* unpacked(gunzipped(input, layers), layers, depth + 1)
  } else if (isZip(head)) {
    layers.names.add('zip')
    yield* archive(zipEntries(input, layers), layers, depth, 'zip')
  } else if (isTar(head)) {
    layers.names.add('tar')
    yield* archive(tarEntries(input), layers, depth, 'tar')
  } else {
    const foreign = binaryKind(head)
    if (foreign) throw new AppError('SOURCE_INVALID', foreign)
    yield* unmarked(gunzipped(input, layers, true))
  }
}

/** A file of an archive. Its content must be read to its end before the next one. */
export type Entry = { name: string; content: AsyncGenerator<Buffer>; refused: string | null }

async function* archive(
  entries: AsyncGenerator<Entry>,
  layers: Layers,
  depth: number,
  kind: 'zip' | 'tar',
): AsyncGenerator<Piece> {
  const reasons = new Set<string>()
  const names: string[] = []
  let found = 0
  for await (const { name, content, refused } of entries) {
    names.push(name)
    if (names.length > 50) names.pop()
    const input = new Meter(content)
    if (isCandidate(name) && refused) {
      reasons.add(refused)
      layers.skipped.set(name, refused)
    } else if (
      isCandidate(name) &&
      (isDumpName(name) || (mayBeDump(name) && looksLikeSql(await input.peek(256))))
    ) {
      try {
        yield new FileMark(name)
        for await (const piece of unpacked(input, layers, depth + 1)) yield piece
        found++
      } catch (error) {
        // One unreadable file of an archive doesn't affect the others; a cut one ends the archive.
        if (!(error instanceof AppError) || error.code !== 'SOURCE_INVALID' || depth + 1 > MAX_DEPTH)
          throw error
        reasons.add(error.message)
        layers.skipped.set(name, error.message)
      }
    }
    for (let rest = await input.next(); rest; rest = await input.next());
  }
  if (found) return
  if (reasons.size) throw new AppError('SOURCE_INVALID', [...reasons].join(' '))
  throw new AppError('SOURCE_INVALID', nothingIn(kind, names))
}

function nothingIn(kind: 'zip' | 'tar', names: readonly string[]): string {
  if (
    names.some((name) => name === '[Content_Types].xml' || name.startsWith('xl/') || name.startsWith('word/'))
  )
    return 'O arquivo é uma planilha ou um documento do Office, e não uma exportação do banco. Exporte pelo phpMyAdmin (formato SQL) ou com mysqldump.'
  if (!names.length) return `O ${kind} está vazio.`
  if (names.some((name) => /(^|\/)wp-(content|includes|admin)\//.test(name)))
    return `O ${kind} tem os arquivos do site, mas nenhum arquivo .sql dentro: falta o banco de dados.`
  return `O ${kind} não tem nenhum arquivo .sql dentro.`
}

/** Files that are always left out: macOS metadata and hidden files. */
function isCandidate(name: string): boolean {
  const parts = name.split(/[\\/]/)
  const base = parts.at(-1) ?? ''
  return base !== '' && !base.startsWith('.') && !parts.includes('__MACOSX')
}

function isDumpName(name: string): boolean {
  return /\.(?:sql|dump|mysql)(?:\.[\w-]+)*$|\.(?:gz|tgz|tar|zip)$/i.test(name)
}

/** Extensions that prove nothing: the first bytes of the file decide. */
function mayBeDump(name: string): boolean {
  return !/\.\w+$/.test(name) || /\.(?:txt|bak|old|db|backup)$/i.test(name)
}

function looksLikeSql(head: Buffer): boolean {
  return /^\ufeff?\s*(?:(?:--|#) (?:MySQL|MariaDB|phpMyAdmin|Adminer|HeidiSQL|Host|Server|Servidor|Dump|Database|Table|WordPress|Generated|Backup)|\/\*!|(?:CREATE|DROP)\s+TABLE\s|INSERT\s+(?:IGNORE\s+)?INTO\s|SET\s+(?:NAMES|@|SQL_MODE))/i.test(
    head.toString('utf8'),
  )
}
