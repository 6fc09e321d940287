import { AppError } from '~/kernel/errors'
import { scratchConnection } from '~/kernel/tenancy/scratch'
import type { TableReader } from '../port'
import type { ShopConfig } from '../records'
import { checkPrefix } from '../layout'
import { loadDump, warningsOf } from './load'
import { DumpReader } from './reader'
import { Scratch } from './scratch'
import { wantedTable } from './wanted'

type DumpConfig = Extract<ShopConfig, { kind: 'dump' }>

/**
 * Reads an export file, and stores the tables that an import reads in temporary tables. A table that is cut or damaged
 * is left out with a warning that says why: half of an order's fields would be a wrong order. @throws AppError
 * SOURCE_INVALID or TOO_LARGE, saying what is wrong with the file.
 */
export async function openDump(config: DumpConfig): Promise<TableReader> {
  checkPrefix(config.prefix)
  const connection = await scratchConnection()
  try {
    const scratch = new Scratch(connection.sql)
    const { tables, damaged, warnings } = await load(config, scratch)
    const repeated = [...(await scratch.finish())].map(
      ([name, count]) =>
        `A tabela ${name} repete ${String(count)} linhas de mesmo número no arquivo: cada uma contou uma vez.`,
    )
    const all = [...warnings, ...repeated]
    return new DumpReader(scratch, 'arquivo de exportação', tables, all, damaged, connection.release)
  } catch (error) {
    connection.release()
    throw error
  }
}

type Loaded = {
  tables: Map<string, ReadonlySet<string>>
  /** With the reason, in Portuguese. */
  damaged: Map<string, string>
  warnings: string[]
}

async function load(config: DumpConfig, scratch: Scratch): Promise<Loaded> {
  const seen = new Map<string, Set<string>>()
  const created = new Set<string>()
  const damaged = new Map<string, string>()
  const wants = (table: string, columns: readonly string[]) => wantedTable(config.prefix, table, columns)
  const loaded = await loadDump(
    { name: config.fileName, open: config.open },
    {
      wants,
      table: async (name, columns, isCreated) => {
        const rows = scratch.tables.get(name)?.rows ?? 0
        if (isCreated && rows > 0 && created.has(name)) throw twice(name)
        if (isCreated) created.add(name)
        const known = seen.get(name)
        // An INSERT's list may name other columns than the one before.
        if (known && !isCreated) columns.forEach((column) => known.add(column))
        else if (!known || rows === 0) seen.set(name, new Set(columns))
        const kept = wants(name, columns)
        if (kept && !scratch.tables.has(name)) await scratch.create(name, kept)
      },
      rows: (table, rows, ignores) => scratch.add(table, rows, ignores),
      broken: (table, reason) => {
        if (!damaged.has(table)) damaged.set(table, reason)
      },
      restart: async (late) => {
        for (const name of late) await scratch.clear(name)
      },
    },
  )
  const { end } = loaded
  if (end.cutIn) damaged.set(end.cutIn, 'o arquivo está cortado nela')
  const tables = new Map<string, ReadonlySet<string>>()
  for (const [name, columns] of seen) {
    if (damaged.has(name)) continue
    const own = new Set([...columns].map((column) => column.toLowerCase()))
    const kept = scratch.tables.get(name)?.kept.columns.filter((column) => own.has(column.toLowerCase()))
    tables.set(name, kept ? new Set(kept) : columns)
  }
  const whole = [...scratch.tables]
    .filter(([name]) => !damaged.has(name))
    .map(([name, { rows }]): [string, number] => [name, rows])
  return { tables, damaged, warnings: warningsOf(config.fileName, loaded, whole, damaged) }
}

function twice(name: string): AppError {
  return new AppError(
    'SOURCE_INVALID',
    `O arquivo tem a tabela ${name} duas vezes: parece ter mais de um banco, ou mais de uma cópia dele. Exporte só o banco da loja, uma vez.`,
  )
}
