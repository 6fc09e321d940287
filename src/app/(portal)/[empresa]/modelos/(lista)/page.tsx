import { MessageSquareText, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { templateColumns } from '~/domains/templates/ui/template-columns'
import { KIND_OPTIONS } from '~/domains/templates/ui/template-kinds'
import { searchText } from '~/kernel/search-text'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { openPage } from '../../open-page'

export const metadata: Metadata = { title: 'Modelos' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function TemplatesPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${empresa}/modelos`
  const [all, outcomes] = await Promise.all([
    page.caller.messaging.templates.list({ empresa }),
    page.caller.messaging.templates.outcomes({ empresa }),
  ])
  const { search, filter } = readList(query)
  const wanted = searchText(search)
  const rows = all.filter(
    (row) =>
      (!filter('kind') || row.kind === filter('kind')) && searchText(row.name, row.body).includes(wanted),
  )
  const add = page.manages ? (
    <ButtonLink look="primary" href={`${path}/novo`} icon={<Plus size={16} aria-hidden />}>
      Novo modelo
    </ButtonLink>
  ) : null
  return (
    <>
      <PageHeader
        brief
        title="Modelos de mensagem"
        description="O que os acompanhamentos e as campanhas dizem. Números dos últimos 30 dias."
        actions={add}
      />
      <List
        id="modelos"
        label="Modelos de mensagem"
        path={path}
        params={query}
        columns={templateColumns(page, outcomes)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={(row) => `${path}/${row.id}`}
        next={null}
        previous={null}
        count={formatCount({ count: rows.length, more: false }, 'modelo', 'modelos')}
        search={{ placeholder: 'Nome ou texto' }}
        filters={[{ kind: 'choice', param: 'kind', label: 'Para', options: KIND_OPTIONS, all: 'Todos' }]}
        empty={
          <Empty icon={MessageSquareText} title="Os textos das suas mensagens ficam aqui" action={add}>
            Um modelo traz variáveis, como {'{nome}'}, que viram o valor de cada pessoa na hora do envio.
          </Empty>
        }
      />
    </>
  )
}
