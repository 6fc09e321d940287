import { searchText } from '~/kernel/search-text'
import { parsePhone } from '~/kernel/phone'

/** Rows whose cells decide what a column is; a list of any length is decided by its beginning. */
const SAMPLE = 500

/** Titles of phone columns, the surest first. */
const PHONE_TITLES = [
  /\bwhats\w*|\bzap\b|\bwpp\b/,
  /\bcel\w*|\bmobile\b|\bmovel\b/,
  /\b(?:tel|telef\w*|telephone|fone|phone|ddd)\b/,
]
/** Titles that may be of a phone column: the cells decide. */
const MAYBE_PHONE = /\b(?:numero|num|number|contato|contact)\b/
/** Titles of other numbers, of phone attributes, and of phones of others. */
const NO_PHONE =
  /\b(?:cpf|cnpj|rg|cep|id|codigo|cod|pedido|order|nota|nf|valor|preco|total|data|date|hora|nascimento|label|type|tipo|rotulo|operadora|ramal|protocolo|matricula|conta|agencia|recado|emergencia|mae|pai|quantidade|qtd)\b/

const NAME_TITLES = [
  /^(?:nome|name|nome completo|full name|nome do cliente|nome cliente|cliente|nome do contato)$/,
  /^(?:your name|seu nome|primeiro nome|first name|given name|nome e sobrenome|display name|nome do aluno|nome do paciente)$/,
  /\b(?:nome|name|cliente|customer|client|comprador|aluno|student|paciente|patient|destinatario|recipient|titular)\b/,
  /\b(?:contato|contact|razao social)\b/,
]
const NO_NAME =
  /\b(?:mae|pai|empresa|company|business|organization|brand|group|page|form|campaign|ad|adset|city|street|state|status|event|bank|file|loja|produto|product|plano|arquivo|file|usuario|username|login|sobrenome|last|middle|family|additional|conjuge|responsavel|vendedor|campanha|grupo|cidade|bairro|rua|banco|id|codigo|cod|numero|telefone|fone|phonetic|nickname|prefix|suffix|as)\b/

const wordsOf = (text: string) =>
  searchText(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** The words of a title, without punctuation; `nomeCliente` is two. */
export const titleOf = (header: string) => wordsOf(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))

/** Digits of a phone in any format. */
export function isPhoneLike(cell: string): boolean {
  return /^[\s+(=']*\d[\d\s().,-]{6,19}(?:[eE][+]?\d{1,2})?$/.test(cell)
}

const KNOWN_TITLES = [...PHONE_TITLES, MAYBE_PHONE, NO_PHONE, ...NAME_TITLES]

/** Whether a cell is a title that contact lists use. */
export function isTitle(cell: string): boolean {
  const title = titleOf(cell)
  return KNOWN_TITLES.some((pattern) => pattern.test(title))
}

/** Whether a row has a known title and no phone. */
export function namesColumns(row: readonly string[]): boolean {
  return !row.some(isPhoneLike) && row.some(isTitle)
}

/**
 * Whether a table's first row names its columns: it has a known title, or a word where the rows below have phones. A
 * contact without a phone is no header.
 */
export function isHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  if (first.length === 0 || first.some(isPhoneLike)) return false
  if (namesColumns(first)) return true
  const { phoneColumn } = chooseColumns(
    first.map(() => ''),
    rest,
    false,
  )
  const above = phoneColumn === null ? null : (first[phoneColumn] ?? '')
  return above === null || (above !== '' && parsePhone(above).status !== 'valid')
}

/** A contact's name as the cell has it, on one line; null when there is none. */
export function nameIn(cell: string | undefined): string | null {
  return cell?.replace(/\s+/g, ' ').trim().slice(0, 120) || null
}

/** Keys of the columns: lower case, without accents; `coluna_3` where a title is empty. */
export function columnKeys(headers: readonly string[]): string[] {
  return headers.map((header, n) => wordsOf(header).replaceAll(' ', '_') || `coluna_${String(n + 1)}`)
}

/**
 * Which column holds the phone and which the name: by title and by cells. Cells that are no phones overrule a title, a
 * column of mobiles wins over one of landlines, and a column titled as another number is never taken.
 */
export function chooseColumns(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  hasHeader: boolean,
): { phoneColumn: number | null; nameColumn: number | null } {
  const sample = rows.slice(0, SAMPLE)
  const phoneColumn = best(headers, (title, n) => phoneScore(title, cellsOf(sample, n)))
  const nameColumn = best(headers, (title, n) =>
    n === phoneColumn ? null : nameScore(title, cellsOf(sample, n), hasHeader),
  )
  return { phoneColumn, nameColumn }
}

const cellsOf = (rows: readonly (readonly string[])[], n: number) =>
  rows.flatMap((row) => (row[n] ? [row[n]] : []))

/** The first column of the highest score; null scores don't count. */
function best(headers: readonly string[], score: (title: string, n: number) => number | null): number | null {
  let found: { n: number; score: number } | null = null
  for (const [n, header] of headers.entries()) {
    const own = score(titleOf(header), n)
    if (own !== null && (found === null || own > found.score)) found = { n, score: own }
  }
  return found?.n ?? null
}

function phoneScore(title: string, cells: readonly string[]): number | null {
  if (NO_PHONE.test(title)) return null
  const rank = PHONE_TITLES.findIndex((pattern) => pattern.test(title))
  const titled = rank >= 0
  if (cells.length === 0) return titled ? 0 : null
  const phones = cells.map(parsePhone)
  const share = (matches: (phone: (typeof phones)[number]) => boolean) =>
    phones.filter(matches).length / phones.length
  const valid = share(({ status }) => status === 'valid')
  const mobile = share(({ e164 }) => e164 !== null && (!e164.startsWith('+55') || e164.length === 14))
  const near = share(({ status, raw }) => status !== 'none' && isPhoneLike(raw ?? ''))
  // Without a title of its own a column must consist of phones.
  if (!titled && valid * (MAYBE_PHONE.test(title) ? 2 : 3) < 1) return null
  if (titled && near === 0 && valid === 0) return -1
  return (titled ? 2 - rank / 10 : 0) + 2 * mobile + valid + near / 10
}

function nameScore(title: string, cells: readonly string[], hasHeader: boolean): number | null {
  const share = (matches: RegExp) =>
    cells.length === 0 ? 0 : cells.filter((cell) => matches.test(cell)).length / cells.length
  if (!hasHeader) return share(/^\p{L}[\p{L}\s.'’-]{1,80}$/u) * 2 >= 1 ? 0 : null
  const rank = NAME_TITLES.findIndex((pattern) => pattern.test(title))
  if (rank < 0 || (rank > 0 && NO_NAME.test(title))) return null
  // A titled column is trusted, whatever its names look like, unless it has no words at all.
  return cells.length > 0 && share(/\p{L}/u) * 3 < 1 ? null : 4 - rank
}
