import { createReadStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { dumpText } from '../src/adapters/shop/dump/bytes'
import { SqlDump } from '../src/adapters/shop/dump/statements'
import { wantedTable } from '../src/adapters/shop/dump/wanted'
import { oneNameAPhone, type Held } from './demo-names'

/**
 * Makes the demonstration's export file from the invented HPOS shop: only the tables, columns and rows that an import reads,
 * with one name for each phone.
 * Dates stay as they are; `src/runtime/demo-shop.ts` moves them when the demonstration starts. Run: `npx tsx scripts/make-demo-shop.ts`
 */
const PREFIX = 'wp_'
const SOURCE = path.resolve(import.meta.dirname, '../test/fixtures/shops/hpos.sql.gz')
const TARGET = path.resolve(import.meta.dirname, '../prisma/demo/shop.sql.gz')
/** Carts without a customer, of a plugin that is read only where CartFlows is not. */
const LEFT_OUT = /^wp_ac_/
const ROWS_PER_INSERT = 200

const SIGNS: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
}

function literal(value: string | null): string {
  // Every character that MySQL's client escapes, NUL among them: PHP's protected properties contain it.
  return value === null ? 'NULL' : `'${value.replace(/[\\'\0\n\r]/g, (sign) => SIGNS[sign] ?? sign)}'`
}

async function make(): Promise<void> {
  const wants = (table: string, columns: readonly string[]) =>
    LEFT_OUT.test(table) ? null : wantedTable(PREFIX, table, columns)
  const out = [
    '/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;',
    '/*!40101 SET NAMES utf8mb4 */;',
  ]
  const tables = new Map<string, Held & { integers: readonly string[] }>()
  for await (const event of new SqlDump(wants).read(dumpText(createReadStream(SOURCE)).pieces)) {
    if (event.kind === 'table') {
      const kept = wants(event.name, event.columns)
      if (kept) tables.set(event.name, { columns: kept.columns, integers: kept.integers, rows: [] })
    } else if (event.kind === 'rows') {
      for (const row of event.rows) tables.get(event.table)?.rows.push([...row])
    }
  }
  oneNameAPhone(tables, PREFIX)
  for (const [name, { columns, integers, rows }] of tables) {
    const defined = columns.map(
      (column) => `  \`${column}\` ${integers.includes(column) ? 'bigint(20)' : 'longtext'}`,
    )
    out.push(`CREATE TABLE \`${name}\` (\n${defined.join(',\n')}\n) DEFAULT CHARSET=utf8mb4;`)
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const lines = rows.slice(start, start + ROWS_PER_INSERT).map((row) => `(${row.map(literal).join(',')})`)
      out.push(`INSERT INTO \`${name}\` VALUES\n${lines.join(',\n')};`)
    }
  }
  out.push('/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;', '')
  await writeFile(TARGET, gzipSync(out.join('\n'), { level: 9 }))
  console.log(`${TARGET}: ${String((await stat(TARGET)).size)} bytes`)
}

await make()
