import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { rawLines, REFUSED_LIST_COLUMNS } from '~/domains/imports/columns'
import { isMappable, KIND_NAMES, refusedText } from '~/domains/imports/rules'
import type { RefusedRow } from '~/domains/imports/schema'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { Column, SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../../bad-address'
import { exportLinks } from '../../../export-links'
import { readImport, titled } from '../../../one-thing'
import { idOf, openPage, orProblem } from '../../../open-page'

export const generateMetadata = titled('Linhas recusadas', readImport, ({ parts }) => refusedText(parts))
type Props = { params: Promise<{ empresa: string; id: string }>; searchParams: Promise<SearchParams> }

const [MOTIVO, TIPO, LINHA, DADOS] = REFUSED_LIST_COLUMNS

/** `mapping`: the page where a manager maps the form's fields; null for all others. */
function rejectedColumns(mapping: string | null): Column<RefusedRow>[] {
  return [
    {
      ...MOTIVO,
      card: 'title',
      cell: (row) =>
        mapping !== null && isMappable(row) ? (
          <>
            {row.reason}{' '}
            <Link href={mapping} className="inline-block font-medium underline max-sm:py-2.5">
              Ajustar os campos
            </Link>
          </>
        ) : (
          row.reason
        ),
    },
    { ...TIPO, cell: (row) => KIND_NAMES[row.kind].title },
    {
      ...LINHA,
      cell: (row) => (
        <code className="text-xs">
          {row.sourceTable} {row.sourceKey}
        </code>
      ),
    },
    {
      ...DADOS,
      cell: (row) => (
        <details className="text-xs">
          <summary className="py-1 text-soft">Ver os dados</summary>
          <pre className="max-w-xl overflow-x-auto whitespace-pre-wrap">{rawLines(row).join('\n')}</pre>
        </details>
      ),
    },
  ]
}

/** Rows of a run that could not be read, each with its reason (imp-8). */
export default async function RefusedPage({ params, searchParams }: Props) {
  const [{ empresa, id: address }, query] = await Promise.all([params, searchParams])
  const id = idOf(address)
  const page = await openPage(empresa)
  const back = `/${empresa}/importacoes/${id}`
  const [run, list] = await Promise.all([
    readImport(empresa, address),
    orProblem(page.caller.imports.refused({ empresa, id, cursor: readList(query).cursor })),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={back} />
  return (
    <div className="max-w-6xl">
      <PageHeader
        title={refusedText(run.parts)}
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
        columns={rejectedColumns(page.manages ? `/${empresa}/conexao?tipo=${run.connection}#campos` : null)}
        rows={list.answer.rows}
        rowId={(row) => `${row.kind}:${row.sourceTable}:${row.sourceKey}`}
        rowLabel={(row) => `${row.sourceTable} ${row.sourceKey}`}
        exports={exportLinks(empresa, 'recusadas', page.operates, ['xlsx', 'csv', 'txt']).map((file) => ({
          ...file,
          href: `${file.href}&id=${id}`,
        }))}
        next={list.answer.next}
        previous={null}
        empty={
          <Empty icon={CircleCheck} title="Nenhuma linha recusada">
            Tudo o que a loja tinha foi lido.
          </Empty>
        }
      />
    </div>
  )
}
