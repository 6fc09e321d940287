import pg from 'pg'

/** Runs one query as a role of its own connection string. */
export async function ask<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

export type Column = {
  table: string
  column: string
  type: string
  kind: string
  nullable: boolean
  hasDefault: boolean
  labels: string[] | null
}
export type ForeignKey = { table: string; columns: string[]; parent: string; parentColumns: string[] }

/** Columns of every table that belongs to an empresa, as the database has them. */
export function tenantColumns(url: string): Promise<Column[]> {
  return ask<Column>(
    url,
    `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, t.typtype AS kind,
       NOT a.attnotnull AS nullable, a.atthasdef AS "hasDefault",
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid) AS labels
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND EXISTS (SELECT FROM pg_attribute e WHERE e.attrelid = c.oid AND e.attname = 'empresa_id')
     ORDER BY c.relname, a.attnum`,
  )
}

/** Foreign keys of every table of the schema. */
export function foreignKeys(url: string): Promise<ForeignKey[]> {
  const names = (keys: string, table: string) =>
    `(SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(${keys}) WITH ORDINALITY AS k (num, n)
      JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.num)`
  return ask<ForeignKey>(
    url,
    `SELECT conrelid::regclass::text AS table, ${names('conkey', 'conrelid')} AS columns,
       confrelid::regclass::text AS parent, ${names('confkey', 'confrelid')} AS "parentColumns"
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  )
}
