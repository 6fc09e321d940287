import { CalendarClock, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { whenText, whereText } from '~/domains/campaigns/post-texts'
import { PostActions } from '~/domains/campaigns/ui/post-actions'
import { postColumns } from '~/domains/campaigns/ui/post-columns'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { searchText } from '~/kernel/search-text'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { openPage } from '../../open-page'

export const metadata: Metadata = { title: 'Publicações' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

const STATES = [
  { value: 'ativas', label: 'Ativas' },
  { value: 'pausadas', label: 'Em pausa' },
]

/** What goes to groups and status by itself, and when (msg-7). */
export default async function PostsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${empresa}/publicacoes`
  const all = await page.caller.campaigns.posts.list({ empresa })
  const { search, filter } = readList(query)
  const wanted = searchText(search)
  const state = filter('situacao')
  const rows = all.filter(
    (row) =>
      (!state || row.active === (state === 'ativas')) &&
      searchText(row.body, whereText(row)).includes(wanted),
  )
  const add = page.operates ? (
    <ButtonLink look="primary" href={`${path}/nova`} icon={<Plus size={16} aria-hidden />}>
      Nova publicação
    </ButtonLink>
  ) : null
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['message']} />
      <PageHeader
        brief
        title="Publicações"
        description="O que sai sozinho nos grupos e no status, na hora marcada."
        actions={add}
      />
      <List
        id="publicacoes"
        label="Publicações"
        path={path}
        params={query}
        columns={postColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => `${whereText(row)}, ${whenText(row)}`}
        rowHref={(row) => `${path}/${row.id}`}
        rowActions={(row) => (page.operates ? <PostActions empresa={empresa} post={row} /> : null)}
        shortcuts={page.operates ? [{ key: 'p', label: 'Pausar ou retomar' }] : []}
        next={null}
        previous={null}
        count={formatCount({ count: rows.length, more: false }, 'publicação', 'publicações')}
        search={{ placeholder: 'Texto ou grupo' }}
        filters={[{ kind: 'choice', param: 'situacao', label: 'Situação', options: STATES, all: 'Todas' }]}
        views={[
          { label: 'Todas', query: '', count: all.length },
          { label: 'Ativas', query: 'situacao=ativas', count: all.filter(({ active }) => active).length },
          {
            label: 'Em pausa',
            query: 'situacao=pausadas',
            count: all.filter(({ active }) => !active).length,
          },
        ]}
        empty={
          <Empty icon={CalendarClock} title="As publicações agendadas aparecem aqui" action={add}>
            Escolha um grupo ou o status, o texto e a foto, e a hora: as ofertas às 10:00 e às 20:00, o
            futebol às 08:00.
          </Empty>
        }
      />
    </>
  )
}
