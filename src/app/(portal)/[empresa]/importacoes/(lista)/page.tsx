import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { LiveRunPart } from '~/domains/imports/ui/live-run-part'
import { isUnderWay } from '~/domains/imports/ui/run-status'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { ButtonLink } from '~/ui/button'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { openPage, orProblem } from '../../open-page'
import { runColumns } from '../run-columns'

export const metadata: Metadata = { title: 'Importações' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function ImportsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${empresa}/importacoes`
  const [list, active] = await Promise.all([
    orProblem(page.caller.imports.list({ empresa, cursor: readList(query).cursor })),
    page.caller.imports.active({ empresa }),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next } = list.answer
  const start = (
    <ButtonLink look="primary" href={`${path}/nova`} icon={<Download size={16} aria-hidden />}>
      Importar da loja
    </ButtonLink>
  )
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['import']} calm />
      <PageHeader
        brief
        title="Importações"
        description="O que foi lido da loja, quando e por quem."
        actions={page.operates ? start : null}
      />
      {active && isUnderWay(active) ? (
        <div className="mb-6">
          <LiveRunPart key={active.id} empresa={empresa} initial={active} canCancel={page.operates} />
        </div>
      ) : null}
      <List
        id="importacoes"
        label="Importações"
        path={path}
        params={query}
        columns={runColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.stage}
        rowHref={(row) => `${path}/${row.id}`}
        next={next}
        previous={null}
        empty={
          <Empty icon={Download} title="Nenhuma importação ainda" action={page.operates ? start : null}>
            Leads, carrinhos, pedidos e clientes da loja entram por aqui. Dá para acompanhar, sair e voltar.
          </Empty>
        }
      />
    </>
  )
}
