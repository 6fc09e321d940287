import { clsx } from 'clsx'
import { MessagesSquare, SearchX } from 'lucide-react'
import type { Metadata } from 'next'
import { z } from 'zod'
import { conversationFilter } from '~/domains/inbox/schema'
import { CONVERSATION_STATES, CONVERSATION_TAB_NAMES } from '~/domains/inbox/states'
import { ConversationList } from '~/domains/inbox/ui/conversation-list'
import { InboxChoice } from '~/domains/inbox/ui/inbox-choice'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { Input } from '~/ui/input'
import { CURSOR, SEARCH, listHref, param } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { TabLinks } from '~/ui/tabs'
import { BadAddressView } from '../bad-address'
import { openPage, orProblem, readFilter } from '../open-page'
import { OpenConversation } from './open-conversation'

export const metadata: Metadata = { title: 'Conversas' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/** The inbox: conversations at the left, the open one at the right; one of both on a phone (conv-2). */
export default async function ConversationsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${empresa}/conversas`
  const read = readFilter(conversationFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const [list, connections, labels] = await Promise.all([
    orProblem(
      page.caller.conversations.list({ empresa, ...read.filter, cursor: param(query, CURSOR), size: 40 }),
    ),
    page.caller.messaging.connections.list({ empresa }),
    page.caller.messaging.labels.names({ empresa }),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous, total, counts } = list.answer
  const open = z.uuid().safeParse(param(query, 'c')).data ?? null
  const hrefOf = (changes: Record<string, string | null>) => {
    const cursor = param(query, CURSOR)
    return listHref(path, query, { ...(cursor ? { [CURSOR]: cursor } : {}), ...changes })
  }
  const { status, unread, mine, connectionId, label: labelName } = read.filter
  const narrowed = Object.values(read.filter).some(Boolean)
  const tab = (label: string, changes: Record<string, string | null>, current: boolean, count?: number) => ({
    href: listHref(
      path,
      {},
      {
        [SEARCH]: param(query, SEARCH) ?? null,
        ...changes,
        connectionId: connectionId ?? null,
        label: labelName ?? null,
        c: open,
      },
    ),
    label,
    current,
    ...(count === undefined ? {} : { count }),
  })
  return (
    <>
      {open ? null : <LiveRefresh empresa={empresa} topics={['conversation']} />}
      {open ? <h1 className="sr-only md:hidden">Conversas</h1> : null}
      <div className={open ? 'max-md:hidden' : undefined}>
        <PageHeader
          title="Conversas"
          description="O que os clientes escrevem, e o que já foi dito a cada um."
        />
        <div className="mb-3">
          <TabLinks
            label="Situação das conversas"
            tabs={[
              tab('Todas', {}, !status && !unread && !mine),
              tab('Não lidas', { unread: 'sim' }, unread === 'sim', counts.unread),
              ...CONVERSATION_STATES.map((value) =>
                tab(CONVERSATION_TAB_NAMES[value], { status: value }, status === value, counts[value]),
              ),
              tab('Comigo', { mine: 'sim' }, mine === 'sim'),
            ]}
          />
        </div>
      </div>
      <div
        className={clsx(
          'group/inbox grid gap-4 md:h-[calc(100dvh-15.25rem)] md:min-h-96 md:grid-cols-[20rem_minmax(0,1fr)]',
          open && 'xl:grid-cols-[15rem_minmax(0,1fr)_16rem] 2xl:grid-cols-[20rem_minmax(0,1fr)_19rem]',
        )}
      >
        <div data-list className={`flex min-h-0 min-w-0 flex-col gap-2 ${open ? 'max-md:hidden' : ''}`}>
          <form action={path} role="search">
            {Object.entries({ status, unread, mine, connectionId, label: labelName }).flatMap(
              ([name, values]) =>
                [values ?? []]
                  .flat()
                  .map((value) => <input key={`${name}=${value}`} type="hidden" name={name} value={value} />),
            )}
            <Input
              data-list-search
              type="search"
              name={SEARCH}
              aria-label="Buscar conversa"
              placeholder="Nome ou telefone"
              defaultValue={param(query, SEARCH) ?? ''}
            />
          </form>
          {connections.length > 1 ? (
            <InboxChoice
              label="Conversas de qual número"
              value={connectionId ?? ''}
              options={[{ id: null, name: 'Todos os números' }, ...connections].map(({ id, name }) => ({
                value: id ?? '',
                label: name,
                href: listHref(path, query, { connectionId: id, c: open }),
              }))}
            />
          ) : null}
          {labels.length > 0 || labelName ? (
            <InboxChoice
              label="Conversas com qual etiqueta"
              value={labelName ?? ''}
              options={['', ...new Set([...labels, ...(labelName ? [labelName] : [])])].map((name) => ({
                value: name,
                label: name === '' ? 'Todas as etiquetas' : name,
                href: listHref(path, query, { label: name === '' ? null : name, c: open }),
              }))}
            />
          ) : null}
          <div className="relative min-h-0 flex-1 md:overflow-y-auto">
            {rows.length > 0 ? (
              <ConversationList
                rows={rows}
                current={open}
                hrefOf={(id) => hrefOf({ c: id, antes: null })}
                now={page.now}
                timezone={page.timezone}
              />
            ) : narrowed ? (
              <Empty
                icon={SearchX}
                title="Nenhuma conversa assim"
                action={<ButtonLink href={path}>Ver todas</ButtonLink>}
              />
            ) : (
              <Empty
                icon={MessagesSquare}
                title="As conversas dos clientes aparecem aqui"
                action={<ButtonLink href={`/${empresa}/whatsapp`}>Ver os números</ButtonLink>}
              >
                Assim que alguém responder a uma mensagem ou escrever para a loja.
              </Empty>
            )}
          </div>
          {rows.length > 0 ? (
            <p className="flex items-center justify-between gap-2 text-xs text-faint">
              {formatCount(total, 'conversa', 'conversas')}
              <span className="flex gap-2">
                {previous ? (
                  <ButtonLink size="sm" data-page="previous" href={hrefOf({ [CURSOR]: previous })}>
                    Anteriores
                  </ButtonLink>
                ) : null}
                {next ? (
                  <ButtonLink size="sm" data-page="next" href={hrefOf({ [CURSOR]: next })}>
                    Próximas
                  </ButtonLink>
                ) : null}
              </span>
            </p>
          ) : null}
        </div>
        {open ? (
          // Hidden while another is being opened: what is typed by then would go to the wrong contact.
          <div className="contents group-has-[[data-list]_[aria-busy]]/inbox:invisible">
            <OpenConversation page={page} id={open} cursor={param(query, 'antes')} hrefOf={hrefOf} />
          </div>
        ) : (
          <div className="grid place-items-center rounded-lg border border-dashed border-line text-sm text-faint max-md:hidden">
            Escolha uma conversa. j e k movem, Enter abre, r responde.
          </div>
        )}
      </div>
    </>
  )
}
