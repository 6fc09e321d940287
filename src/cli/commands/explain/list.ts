import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { nameIn } from '~/domains/campaigns/columns'
import { readSheet } from '~/domains/campaigns/csv'
import { decodeText, notAList } from '~/domains/campaigns/text-file'
import { AppError } from '~/kernel/errors'
import { parsePhone } from '~/kernel/phone'
import { perform } from '../../action'

/** Rows that are shown; all are read. */
const SHOWN = 20

/**
 * `retoma explain list --file=lista.csv --json`: `{columns: [{index, header, key, use}], phone_column, name_column,
 * total, rows: [{name, phone: {input, state, e164}, values}], notes}`; use: phone, name, field.
 */
export function explainList(explain: Command): void {
  explain
    .command('list')
    .description('mostra que colunas e pessoas são lidas de uma lista')
    .option('--file <arquivo>', 'o arquivo da lista: CSV ou texto')
    .action(
      perform({
        offline: true,
        options: z.strictObject({ file: z.string() }),
        run: async ({ file }) => {
          const bytes = await readFile(file).catch(() => {
            throw new AppError('BAD_INPUT', `O arquivo ${file} não pôde ser lido. Confira o caminho.`)
          })
          const reason = notAList(bytes)
          if (reason) throw new AppError('BAD_INPUT', reason)
          const json = explained(decodeText(bytes))
          return {
            json,
            text: [
              ...json.columns.map(({ header, key, use }) => `${header || key}: ${USES[use]}`),
              ...json.rows.map(
                ({ name, phone }) =>
                  `${name ?? '—'}  ${phone.e164 ?? `${phone.input ?? ''} (${phone.state})`}`,
              ),
              ...json.notes,
            ],
          }
        },
      }),
    )
}

const USES = { phone: 'telefone', name: 'nome', field: 'campo' }

function explained(text: string) {
  const { headers, columns, rows, phoneColumn, nameColumn, notes } = readSheet(text)
  return {
    columns: columns.map((key, index) => ({
      index,
      header: headers[index] ?? '',
      key,
      use:
        index === phoneColumn
          ? ('phone' as const)
          : index === nameColumn
            ? ('name' as const)
            : ('field' as const),
    })),
    phone_column: phoneColumn,
    name_column: nameColumn,
    total: rows.length,
    rows: rows.slice(0, SHOWN).map((row) => {
      const input = phoneColumn === null ? null : (row[phoneColumn] ?? null)
      const { status, e164 } = parsePhone(input)
      return {
        name: nameColumn === null ? null : nameIn(row[nameColumn]),
        phone: { input, state: status, e164 },
        values: Object.fromEntries(
          columns.flatMap((key, n) =>
            n === phoneColumn || n === nameColumn || !row[n] ? [] : [[key, row[n]]],
          ),
        ),
      }
    }),
    notes: [...notes, ...(phoneColumn === null ? ['Não encontramos a coluna de telefone.'] : [])],
  }
}
