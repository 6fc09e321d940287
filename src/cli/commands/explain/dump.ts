import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { explainDump, type ExplainedDump } from '~/adapters/shop/dump/explain'
import { AppError } from '~/kernel/errors'
import { perform } from '../../action'

/**
 * `retoma explain dump --file=loja.sql.gz [--prefix=wp_] --json`: `{format, layers, charset, prefix, rows,
 * tables: [{name, rows, columns, kind, damaged}], skipped: [{what, where, why, count, example}], warnings, problems}`.
 * format: sql, or null for a file that is no export, with the reason in problems and as `error`. layers: gzip, zip, tar,
 * from the outside in. kind: settings, orders, customers, leads, carts, or null when an import never looks at the table.
 * damaged: why an import leaves the table out, or null. what: texto (no SQL), comando, programa, INSERT, linhas, arquivo.
 */
export function explainDumpFile(explain: Command): void {
  explain
    .command('dump')
    .description('mostra que tabelas e linhas são lidas de uma exportação do banco')
    .option('--file <arquivo>', 'a exportação: .sql, .sql.gz, .zip ou .tar.gz')
    .option('--prefix <prefixo>', 'prefixo das tabelas (padrão: o da tabela de opções)')
    .action(
      perform({
        offline: true,
        options: z.strictObject({ file: z.string(), prefix: z.string().optional() }),
        run: async ({ file, prefix }) => {
          const found = await stat(file).catch(() => null)
          if (!found?.isFile())
            throw new AppError('BAD_INPUT', `O arquivo ${file} não pôde ser lido. Confira o caminho.`)
          const explained = await explainDump(
            { name: path.basename(file), open: () => createReadStream(file) },
            prefix ?? null,
          )
          const { refused, ...parts } = explained
          const rows = parts.tables.reduce((sum, table) => sum + table.rows, 0)
          return {
            json: { format: refused ? null : 'sql', ...parts, rows },
            text: textOf(explained),
            ...(refused ? { failure: refused } : {}),
          }
        },
      }),
    )
}

function textOf({ layers, charset, tables, skipped, warnings, problems }: ExplainedDump): string[] {
  return [
    `Formato: ${[...layers, 'sql'].join(' › ')}${charset ? `, codificação ${charset}` : ''}`,
    ...tables.map(
      ({ name, rows, kind, damaged }) =>
        `${name}: ${String(rows)} linhas${kind ? '' : ', não usada'}${damaged ? `, fica de fora: ${damaged}` : ''}`,
    ),
    ...skipped.map(
      ({ what, where, why, count, example }) =>
        `Pulado (${what}, ${String(count)}x${where ? `, depois de ${where}` : ''}): ${why}${example ? ` — ${example}` : ''}`,
    ),
    ...warnings,
    ...problems,
  ]
}
