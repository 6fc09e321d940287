import { CircleCheck } from 'lucide-react'
import type { Metadata } from 'next'
import type { z } from 'zod'
import { KIND_NAMES } from '~/domains/imports/rules'
import type { refusedRow } from '~/domains/imports/schema'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { Column, SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../../bad-address'
import { idOf, openPage, orProblem } from '../../../open-page'

export const metadata: Metadata = { title: 'Linhas recusadas' }
type Props = { params: Promise<{ empresa: string; id: string }>; searchParams: Promise<SearchParams> }
type Refused = z.infer<typeof refusedRow>

const columns: Column<Refused>[] = [
  { id: 'motivo', header: 'Motivo', card: 'title', cell: (row) => row.reason },
  { id: 'tipo', header: 'Tipo', cell: (row) => KIND_NAMES[row.kind].title },
  {
    id: 'linha',
    header: 'Linha na loja',
    cell: (row) => (
      <code className="text-xs">
        {row.sourceTable} {row.sourceKey}
      </code>
    ),
  },
  {
    id: 'dados',
    header: 'O que veio',
    cell: (row) => (
      <details className="text-xs">
        <summary className="py-1 text-soft">Ver os dados</summary>
        <pre className="max-w-xl overflow-x-auto whitespace-pre-wrap">
          {Object.entries(row.raw)
            .map(([name, value]) => `${name}: ${value ?? '(vazio)'}`)
            .join('\n')}
        </pre>
      </details>
    ),
  },
]

/** Rows of a run that could not be read, each with its reason (imp-8). */
export default async function RefusedPage({ params, searchParams }: Props) {
  const [{ empresa, id: address }, query] = await Promise.all([params, searchParams])
  const id = idOf(address)
  const page = await openPage(empresa)
  const back = `/${empresa}/importacoes/${id}`
  const list = await orProblem(page.caller.imports.refused({ empresa, id, cursor: readList(query).cursor }))
  if ('problem' in list) return <BadAddressView problem={list.problem} path={back} />
  return (
    <>
      <PageHeader
        title="Linhas recusadas"
        description="Não puderam ser lidas. Corrija na loja e importe de novo: só o que mudou entra."
        crumbs={[
          { label: 'Importações', href: `/${empresa}/importacoes` },
          { label: 'Importação', href: back },
        ]}
      />
      <List
        id="recusados"
        label="Linhas recusadas"
        path={`${back}/recusados`}
        params={query}
        columns={columns}
        rows={list.answer.rows}
        rowId={(row) => `${row.kind}:${row.sourceTable}:${row.sourceKey}`}
        rowLabel={(row) => `${row.sourceTable} ${row.sourceKey}`}
        next={list.answer.next}
        previous={null}
        empty={
          <Empty icon={CircleCheck} title="Nenhuma linha recusada">
            Tudo o que a loja tinha foi lido.
          </Empty>
        }
      />
    </>
  )
}
