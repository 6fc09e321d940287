import pg from 'pg'

const COLUMN = String.raw`(?:"?\w+"?\.)*"?empresa_id"?`
const OWN_ROW = String.raw`"public"\."empresas"\."id"`
/** `empresa_id = $1`, as Prisma and our SQL write it. The parameter stays, typed, so that the numbers still fit. */
const BY_PARAMETER = new RegExp(String.raw`(?:${COLUMN}|${OWN_ROW})\s*=\s*(\$\d+)(?:::uuid)?`, 'g')
/** `a.empresa_id = b.empresa_id` in a join. */
const BY_COLUMN = new RegExp(String.raw`${COLUMN}\s*=\s*${COLUMN}`, 'g')

/** The statement as a developer who forgot every tenant filter would have written it. */
export function withoutFilters(sql: string): string {
  return sql.replace(BY_PARAMETER, '($1::uuid IS NOT NULL)').replace(BY_COLUMN, 'true')
}

type Statement = string | { text: string }

/** Takes the tenant filters out of every statement that this process sends, until undone. Counts what it changed. */
export function stripFilters(): { stripped: () => number; undo: () => void } {
  const original = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown
  let count = 0
  const rewrite = (text: string) => {
    const bare = withoutFilters(text)
    if (bare !== text) count++
    return bare
  }
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...[first, ...rest]: unknown[]) {
    const statement = first as Statement
    // The test's own connection (user postgres) keeps its statements as they are.
    if (this.user === 'postgres') return original.call(this, first, ...rest)
    if (typeof statement === 'string') return original.call(this, rewrite(statement), ...rest)
    const isPlain = typeof statement.text === 'string' && !('submit' in statement)
    return original.call(this, isPlain ? { ...statement, text: rewrite(statement.text) } : statement, ...rest)
  })
  return { stripped: () => count, undo: () => void Reflect.set(pg.Client.prototype, 'query', original) }
}
