const CREATE =
  /^CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:(?:`(?:[^`]|``)+`|[\w$]+)\s*\.\s*)?(?:`(?:[^`]|``)+`|[\w$]+))\s*\(/i
const NO_COLUMN = /^(PRIMARY|KEY|UNIQUE|INDEX|CONSTRAINT|FULLTEXT|SPATIAL|FOREIGN|CHECK|PERIOD)\b/i

/** Name and columns of a CREATE TABLE, null for one that has none (`LIKE`, `SELECT`). */
export function parseCreate(statement: string): { name: string; columns: string[] } | null {
  const match = CREATE.exec(statement)
  if (!match?.[1]) return null
  const columns = parts(statement.slice(match[0].length)).flatMap((part) => {
    const column = /^(?:`((?:[^`]|``)+)`|([\w$]+))/.exec(part)
    if (!column || (column[1] === undefined && NO_COLUMN.test(part))) return []
    return [column[1]?.replaceAll('``', '`') ?? column[2] ?? '']
  })
  return columns.length ? { name: tableName(match[1]), columns } : null
}

/** A name without its quotes and its database. */
export function tableName(name: string): string {
  const last = /(?:`((?:[^`]|``)+)`|([\w$]+))\s*$/.exec(name.trim())
  return last?.[1]?.replaceAll('``', '`') ?? last?.[2] ?? ''
}

/** The definitions between the outer parentheses, split at their commas. */
function parts(body: string): string[] {
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
      return found
    } else if (sign === ',' && depth === 0) {
      found.push(body.slice(start, at).trim())
      start = at + 1
    }
  }
  found.push(body.slice(start).trim())
  return found
}
