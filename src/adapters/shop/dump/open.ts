import { AppError } from '~/kernel/errors'
import { scratchConnection } from '~/kernel/tenancy/scratch'
import type { TableReader } from '../port'
import type { ShopConfig } from '../records'
import { checkPrefix } from '../layout'
import { sqlBytes } from './bytes'
import { DumpReader } from './reader'
import { Scratch } from './scratch'
import { SqlDump, type DumpEnd } from './statements'
import { wantedTable } from './wanted'

type DumpConfig = Extract<ShopConfig, { kind: 'dump' }>

/**
 * Reads an export file once, from front to end, and keeps the tables that an import looks at in temporary tables. A table that is
 * cut or damaged is left out with a warning: half of an order's fields would be a wrong order.
 * @throws AppError SOURCE_INVALID or TOO_LARGE, saying what is wrong with the file.
 */
export async function openDump(config: DumpConfig): Promise<TableReader> {
  checkPrefix(config.prefix)
  const connection = await scratchConnection()
  try {
    const { scratch, seen, damaged, end } = await load(config, new Scratch(connection.sql))
    await scratch.finish()
    const tables = new Map<string, ReadonlySet<string>>()
    for (const [name, columns] of seen)
      if (!damaged.has(name)) tables.set(name, new Set(scratch.tables.get(name)?.columns ?? columns))
    return new DumpReader(
      scratch,
      'arquivo de exportação',
      tables,
      warningsOf(config.fileName, scratch, damaged, end),
      damaged,
      connection.release,
    )
  } catch (error) {
    connection.release()
    throw error
  }
}

type Loaded = { scratch: Scratch; seen: Map<string, readonly string[]>; damaged: Set<string>; end: DumpEnd }

async function load(config: DumpConfig, scratch: Scratch): Promise<Loaded> {
  const seen = new Map<string, readonly string[]>()
  const damaged = new Set<string>()
  const dump = new SqlDump((table, columns) => wantedTable(config.prefix, table, columns))
  const events = dump.read(sqlBytes(config.open()))
  const keep = async (name: string, columns: readonly string[]) => {
    const kept = wantedTable(config.prefix, name, columns)
    if (kept && !scratch.tables.has(name)) await scratch.create(name, kept, columns)
  }
  for (;;) {
    const next = await events.next()
    if (next.done) {
      const { cutIn, statements } = next.value
      if (!statements)
        throw new AppError(
          'SOURCE_INVALID',
          `${config.fileName} não é uma exportação SQL. Exporte pelo phpMyAdmin (formato SQL) ou com mysqldump.`,
        )
      if (cutIn) damaged.add(cutIn)
      return { scratch, seen, damaged, end: next.value }
    }
    const event = next.value
    if (event.kind === 'table') {
      if ((scratch.tables.get(event.name)?.rows ?? 0) > 0)
        throw new AppError(
          'SOURCE_INVALID',
          `O arquivo tem a tabela ${event.name} duas vezes: parece ter mais de um banco. Exporte só o banco da loja.`,
        )
      seen.set(event.name, event.columns)
      await keep(event.name, event.columns)
    } else if (event.kind === 'rows') {
      await scratch.add(event.table, event.rows)
    } else damaged.add(event.table)
  }
}

function warningsOf(
  fileName: string,
  scratch: Scratch,
  damaged: ReadonlySet<string>,
  end: DumpEnd,
): string[] {
  const warnings: string[] = []
  if (end.cutIn !== null) {
    const where = end.cutIn === '' ? 'no começo' : `na tabela ${end.cutIn}`
    const whole = [...scratch.tables]
      .filter(([name]) => !damaged.has(name))
      .map(([name, { rows }]) => `${name} (${String(rows)})`)
    warnings.push(
      `O arquivo ${fileName} está cortado ${where}; exporte de novo para ter tudo. Tabelas inteiras: ${whole.join(', ') || 'nenhuma'}.`,
    )
  }
  const broken = [...damaged].filter((name) => name !== end.cutIn)
  if (broken.length)
    warnings.push(`Há trechos ilegíveis no arquivo, e estas tabelas ficaram de fora: ${broken.join(', ')}.`)
  if (end.wrongCharset > 0)
    warnings.push(
      `${String(end.wrongCharset)} valores não estão na codificação que o arquivo declara e foram lidos como Latin-1. Confira os acentos.`,
    )
  return warnings
}
