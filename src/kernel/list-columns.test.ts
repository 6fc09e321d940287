import { expect, test } from 'vitest'
import { fileColumns, shownColumns, type ListColumn } from './list-columns'

type Row = { name: string; city: string; uf: string; phone: string }
const COLUMNS: ListColumn<Row>[] = [
  { id: 'nome', header: 'Nome', file: { width: 10, value: (row) => row.name } },
  {
    id: 'cidade',
    header: 'Cidade',
    file: [
      { width: 10, value: (row) => row.city },
      { header: 'UF', width: 4, value: (row) => row.uf },
    ],
  },
  { id: 'telefone', header: 'Telefone', hidden: true, file: { width: 18, value: (row) => row.phone } },
]
const ids = (chosen: string | undefined) => shownColumns(COLUMNS, chosen).map(({ id }) => id)

test('without a choice the columns that begin hidden are not shown', () => {
  expect(ids(undefined)).toEqual(['nome', 'cidade'])
})

test('a choice shows what it names, in the order of the list, and always the first; unknown columns are left out', () => {
  expect(ids('telefone,cidade')).toEqual(['nome', 'cidade', 'telefone'])
  expect(ids('telefone')).toEqual(['nome', 'telefone'])
  expect(ids('constructor,x')).toEqual(['nome'])
})

test('all columns have one name', () => {
  expect(ids('todas')).toEqual(['nome', 'cidade', 'telefone'])
})

test('a column of the screen that joins values is several in a file', () => {
  const row = { name: 'Ana', city: 'Ilhéus', uf: 'BA', phone: '1' }
  const columns = fileColumns(shownColumns(COLUMNS, undefined))
  expect(columns.map(({ header, value }) => [header, value(row)])).toEqual([
    ['Nome', 'Ana'],
    ['Cidade', 'Ilhéus'],
    ['UF', 'BA'],
  ])
})
