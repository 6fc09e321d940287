import type { TableReader } from './port'

/** A table with those of the wanted columns that it has. */
export type Table<C extends string> = {
  name: string
  /** Columns in the order of the row; null where this shop lacks an optional one. */
  columns: readonly (string | null)[]
  /** Position of each column in a row. */
  at: Record<C, number>
}

/** A table of the shop's prefix. Reports missing required columns or a missing table instead of failing in a query. */
export function findTable<C extends string>(
  reader: TableReader,
  name: string,
  required: readonly C[],
  optional: readonly C[] = [],
): Table<C> | { missing: string } {
  const existing = reader.tables.get(name)
  const damage = reader.damaged.get(name)
  if (damage !== undefined) return { missing: `A tabela ${name} não está inteira no arquivo (${damage})` }
  if (!existing) return { missing: `A tabela ${name} não existe` }
  const byLower = new Map([...existing].map((column) => [column.toLowerCase(), column]))
  const lacking = required.filter((column) => !byLower.has(column.toLowerCase()))
  if (lacking.length)
    return {
      missing: `A tabela ${name} não tem ${lacking.length > 1 ? 'as colunas' : 'a coluna'} ${lacking.join(', ')}`,
    }
  const wanted = [...required, ...optional]
  const at = Object.fromEntries(wanted.map((column, index) => [column, index])) as Record<C, number>
  return { name, columns: wanted.map((column) => byLower.get(column.toLowerCase()) ?? null), at }
}

/** Narrows the outcome of `findTable`. */
export function isTable<C extends string>(found: Table<C> | { missing: string }): found is Table<C> {
  return 'at' in found
}
