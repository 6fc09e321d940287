import { bareText } from './lexer'

const NAME = '(?:`(?:[^`]|``)+`|"(?:[^"]|"")+"|\\[[^\\]]+\\]|[\\w$\\u0080-\\uffff]+)'
const CREATE = new RegExp(
  `^CREATE (?:OR REPLACE )?(?:TEMPORARY )?TABLE (IF NOT EXISTS )?((?:${NAME} ?\\. ?)?${NAME}) ?(\\(|LIKE )`,
  'i',
)
const COLUMN = new RegExp(`^(${NAME})(.*)$`, 's')
const NO_COLUMN = /^(PRIMARY|KEY|UNIQUE|INDEX|CONSTRAINT|FULLTEXT|SPATIAL|FOREIGN|CHECK|PERIOD|LIKE)\b/i

/** A table as its statement defines it. Columns are in their order. */
export type CreatedTable = {
  name: string
  columns: string[]
  /** A row without a list of columns may omit these. */
  invisible: ReadonlySet<string>
  generated: ReadonlySet<string>
  ifNotExists: boolean
  /** Created like another table, whose columns it has. */
  like: string | null
  /** Of `DEFAULT CHARSET=…`, in lower case. */
  charset: string | null
  /** False when the statement is cut before its columns end. */
  closed: boolean
}

/** The table of a CREATE TABLE; null when its columns can't be known (`CREATE TABLE … SELECT`). */
export function parseCreate(statement: string): CreatedTable | null {
  const text = bareText(statement)
  const match = CREATE.exec(text)
  if (!match?.[2]) return null
  const name = tableName(match[2])
  const base = {
    name,
    ifNotExists: match[1] !== undefined,
    invisible: new Set<string>(),
    generated: new Set<string>(),
  }
  const body = text.slice(match[0].length)
  const like = /^(?:\( ?LIKE )?(.*?) ?\)?;?$/is.exec(/^LIKE /i.test(body) ? body.slice(5) : body)?.[1]
  if (match[3] !== '(' || /^ ?LIKE /i.test(body))
    return {
      ...base,
      columns: [],
      like: tableName((like ?? '').replace(/^ ?LIKE /i, '')),
      charset: null,
      closed: true,
    }
  const columns: string[] = []
  const { found, rest, closed } = parts(body)
  for (const part of found) {
    const column = COLUMN.exec(part)
    if (!column?.[1] || (/^[\w$]/.test(column[1]) && NO_COLUMN.test(part))) continue
    const own = tableName(column[1])
    columns.push(own)
    const options = (column[2] ?? '').replace(/'(?:[^'\\]|\\.|'')*'/gs, '')
    if (/\bINVISIBLE\b/i.test(options)) base.invisible.add(own)
    if (
      /\b(?:GENERATED ALWAYS AS|(?:AS \(.*\) ?)(?:VIRTUAL|STORED|PERSISTENT)?)/is.test(options) &&
      !/\bAS ROW\b/i.test(options)
    )
      base.generated.add(own)
  }
  const charset = /(?:CHARSET|CHARACTER SET) ?=? ?(\w+)/i.exec(rest)?.[1]?.toLowerCase() ?? null
  return columns.length ? { ...base, columns, like: null, charset, closed } : null
}

/** A name without its quotes and its database. */
export function tableName(name: string): string {
  const last = /(?:`((?:[^`]|``)+)`|"((?:[^"]|"")+)"|\[([^\]]+)\]|([\w$\u0080-\uffff]+))\s*$/.exec(
    name.trim(),
  )
  if (!last) return ''
  return last[1]?.replaceAll('``', '`') ?? last[2]?.replaceAll('""', '"') ?? last[3] ?? last[4] ?? ''
}

/** The definitions between the outer parentheses, split at their commas, and the text after them. */
function parts(body: string): { found: string[]; rest: string; closed: boolean } {
  const found: string[] = []
  let depth = 0
  let quote = ''
  let start = 0
  for (let at = 0; at < body.length; at++) {
    const sign = body.charAt(at)
    if (quote) {
      if (sign === '\\' && quote !== '`') at++
      else if (sign === quote) quote = ''
    } else if (sign === "'" || sign === '"' || sign === '`') quote = sign
    else if (sign === '(') depth++
    else if (sign === ')' && depth-- === 0) {
      found.push(body.slice(start, at).trim())
      return { found, rest: body.slice(at + 1), closed: true }
    } else if (sign === ',' && depth === 0) {
      found.push(body.slice(start, at).trim())
      start = at + 1
    }
  }
  found.push(body.slice(start).trim())
  return { found, rest: '', closed: false }
}
