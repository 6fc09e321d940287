import { MessagesSquare } from 'lucide-react'
import type { Metadata } from 'next'
import { PERIOD_OPTIONS } from '~/domains/customers/ui/filter-options'
import { messageFilter } from '~/domains/outbox/schema'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { MessageActions } from '~/domains/outbox/ui/message-actions'
import {
  MESSAGE_VIEWS,
  groupNames,
  messageColumns,
  messageFilters,
  messageWho,
} from '~/domains/outbox/ui/message-columns'
import { ResolveAll } from '~/domains/outbox/ui/resolve-all'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { exportLinks } from '../../export-links'
import { openPage, orProblem, readFilter } from '../../open-page'

export const metadata: Metadata = { title: 'Registro de mensagens' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/** Every message that left or didn't, and why (msg-10). */
export default async function MessagesPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${empresa}/mensagens`
  const read = readFilter(messageFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const [list, connections, templates, campaigns, posts] = await Promise.all([
    orProblem(
      page.caller.messaging.messages.list({ empresa, ...read.filter, cursor: readList(query).cursor }),
    ),
    page.caller.messaging.connections.list({ empresa }),
    page.caller.messaging.templates.list({ empresa }),
    page.caller.campaigns.list({ empresa }),
    page.caller.campaigns.posts.list({ empresa }),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous, total } = list.answer
  const groups = groupNames(posts)
  const who = (row: (typeof rows)[number]) => messageWho(row, groups)
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['message']} calm />
      <PageHeader
        brief
        title="Registro de mensagens"
        description="Tudo o que saiu, o que não saiu, e por quê."
      />
      {read.filter.state === 'incerta' && page.operates && rows.length > 0 ? (
        <div className="mb-3">
          <ResolveAll empresa={empresa} connectionId={read.filter.connectionId} count="Todas as incertas" />
        </div>
      ) : null}
      <List
        id="mensagens"
        label="Mensagens"
        path={path}
        params={query}
        columns={messageColumns(page, groups)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={who}
        rowHref={(row) => `${path}/${row.id}`}
        rowActions={(row) =>
          page.operates ? (
            <MessageActions empresa={empresa} id={row.id} who={who(row)} state={row.state} />
          ) : null
        }
        next={next}
        previous={previous}
        count={formatCount(total, 'mensagem', 'mensagens')}
        search={{ placeholder: 'Pessoa, telefone ou número da mensagem' }}
        filters={messageFilters(connections, templates, campaigns.rows, PERIOD_OPTIONS, read.filter.code)}
        views={MESSAGE_VIEWS}
        exports={exportLinks(empresa, 'mensagens', page.operates)}
        empty={
          <Empty
            icon={MessagesSquare}
            title="Cada mensagem aparece aqui, com o que foi feito dela"
            action={
              <ButtonLink look="primary" href={`/${empresa}/acompanhamentos`}>
                Ver os acompanhamentos
              </ButtonLink>
            }
          >
            Ligue um acompanhamento, responda uma conversa ou comece uma campanha.
          </Empty>
        }
      />
    </>
  )
}
