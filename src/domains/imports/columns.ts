import type { ListColumn } from '~/kernel/list-columns'
import { KIND_NAMES } from './rules'
import type { RefusedRow } from './schema'

/** Columns of the list of rejected rows and of its file. */
export const REFUSED_LIST_COLUMNS = [
  { id: 'motivo', header: 'Motivo', file: { width: 60, value: (row) => row.reason } },
  { id: 'tipo', header: 'Tipo', file: { width: 12, value: (row) => KIND_NAMES[row.kind].title } },
  {
    id: 'linha',
    header: 'Linha na loja',
    file: [
      { header: 'Tabela na loja', width: 28, value: (row) => row.sourceTable },
      { header: 'Linha na loja', width: 16, value: (row) => row.sourceKey },
    ],
  },
  {
    id: 'dados',
    header: 'O que veio',
    file: { width: 80, value: (row) => rawLines(row).join(' | ') },
  },
] as const satisfies readonly ListColumn<RefusedRow>[]

/** What came, one column of the shop a line. */
export function rawLines({ raw }: RefusedRow): string[] {
  return Object.entries(raw).map(([name, value]) => `${name}: ${value ?? '(vazio)'}`)
}
