import { ArrowLeft, Ban, Clock } from 'lucide-react'
import Link from 'next/link'
import type { ConversationDetail } from '~/domains/inbox/schema'
import { CONVERSATION_STATE_NAMES } from '~/domains/inbox/states'
import { ActionsFold } from '~/domains/inbox/ui/actions-fold'
import { AnswerBox } from '~/domains/inbox/ui/answer-box'
import {
  AssignSelect,
  NoteForm,
  OptOutButton,
  ReadMark,
  StatusSelect,
} from '~/domains/inbox/ui/conversation-actions'
import { conversationWho } from '~/domains/inbox/ui/conversation-list'
import { ConversationMark } from '~/domains/inbox/ui/conversation-state'
import { CustomerAside, CustomerDrawer } from '~/domains/inbox/ui/customer-panel'
import { LinkCustomer } from '~/domains/inbox/ui/link-customer'
import { Thread } from '~/domains/inbox/ui/thread'
import { ContactLabels } from '~/domains/channels/ui/contact-labels'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { buttonClass } from '~/ui/button-class'
import { Moment } from '~/ui/moment-view'
import { Phone } from '~/ui/phone'
import { Notice } from '~/ui/states'
import { BadAddressView } from '../bad-address'
import { orProblem, type OpenPage } from '../open-page'

/** One conversation: who it is, what was said, what the team noted, and the answer. */
export async function OpenConversation({
  page,
  id,
  cursor,
  hrefOf,
}: {
  page: OpenPage
  id: string
  /** Where earlier messages begin; undefined: the newest. */
  cursor: string | undefined
  hrefOf: (changes: Record<string, string | null>) => string
}) {
  const { caller, slug: empresa } = page
  const [conversation, found] = await Promise.all([
    caller.conversations.get({ empresa, id }),
    orProblem(caller.conversations.thread({ empresa, id, cursor })),
  ])
  if ('problem' in found) return <BadAddressView problem={found.problem} path={hrefOf({ antes: null })} />
  const thread = found.answer
  const { customerId, notes, lines, connectionId, contactId } = conversation
  const [labels, members] = await Promise.all([
    caller.messaging.labels.ofContact({ empresa, id: contactId, connectionId }),
    page.operates ? caller.access.members({ empresa }) : [],
  ])
  const who = conversationWho(conversation)
  const atWork = members
    .filter((member) => member.active || member.id === conversation.assignedTo)
    .map(({ id: value, name: label }) => ({ value, label }))
  const panel = {
    empresa,
    id,
    who,
    version: [conversation.lastMessageAt.toISOString(), customerId, conversation.optedOut].join(' '),
    now: page.now,
    timezone: page.timezone,
    operates: page.operates,
  }
  const teamNotes = <TeamNotes page={page} id={id} notes={notes} />
  return (
    <>
      <section
        aria-label={`Conversa com ${who}`}
        className="flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-raised max-md:h-[calc(100dvh-9rem)]"
      >
        <LiveRefresh
          empresa={empresa}
          topics={['conversation', 'message']}
          only={thread.rows.map((row) => row.id)}
        />
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5 max-md:gap-x-1 max-md:px-2 max-md:py-1.5">
          <Link
            href={hrefOf({ c: null, antes: null })}
            data-back
            aria-label="Voltar para a lista"
            className={`${buttonClass({ look: 'ghost' })} size-9 !px-0 max-sm:size-12 md:hidden`}
          >
            <ArrowLeft size={18} aria-hidden />
          </Link>
          <div className="min-w-0 flex-1">
            <h2 className="truncate text-sm font-semibold">
              {customerId ? (
                <Link
                  href={`/${empresa}/clientes/${customerId}`}
                  className="inline-block max-w-full truncate py-1 text-ink hover:underline"
                >
                  {who}
                </Link>
              ) : (
                who
              )}
            </h2>
            <p className="flex flex-wrap items-center gap-x-2 text-xs text-faint">
              <Phone e164={conversation.phone} />
              <span>por {conversation.connectionName}</span>
              {conversation.assignedName ? (
                // On a phone it stands among the actions, to leave the space to messages.
                <span className={page.operates ? 'max-md:hidden' : undefined}>
                  com {conversation.assignedName}
                </span>
              ) : null}
              {page.operates ? (
                <span className="md:hidden">{CONVERSATION_STATE_NAMES[conversation.status]}</span>
              ) : null}
            </p>
            <ContactLabels
              empresa={empresa}
              connectionId={connectionId}
              contactId={contactId}
              labels={labels}
              operates={page.operates}
            />
          </div>
          <CustomerDrawer key={`gaveta-${id}`} {...panel}>
            {teamNotes}
          </CustomerDrawer>
          {page.operates ? (
            <ActionsFold key={`acoes-${id}`}>
              <ReadMark
                key={id}
                empresa={empresa}
                id={id}
                unread={conversation.unread}
                back={hrefOf({ c: null, antes: null })}
              />
              <LinkCustomer
                key={`cliente-${id}`}
                empresa={empresa}
                id={id}
                customerId={customerId}
                customerName={conversation.customerName}
              />
              <OptOutButton
                empresa={empresa}
                contactId={conversation.contactId}
                optedOut={conversation.optedOut}
              />
              <AssignSelect empresa={empresa} id={id} assignedTo={conversation.assignedTo} members={atWork} />
              <StatusSelect empresa={empresa} id={id} status={conversation.status} />
            </ActionsFold>
          ) : (
            <ConversationMark status={conversation.status} />
          )}
        </header>
        {conversation.optedOut ? (
          <div className="px-3 pt-3">
            <Notice tone="amber" icon={Ban}>
              Pediu para não receber mensagens automáticas. Você ainda pode responder.
            </Notice>
          </div>
        ) : null}
        {conversation.onlyTemplates !== null ? (
          <div className="px-3 pt-3">
            <Notice tone="amber" icon={Clock}>
              {conversation.onlyTemplates} Uma resposta escrita aqui não sai: espere a pessoa escrever.
            </Notice>
          </div>
        ) : null}
        <Thread
          rows={[...thread.rows].reverse()}
          lines={cursor ? lines.filter(({ at }) => at <= (thread.rows[0]?.at ?? at)) : lines}
          timezone={page.timezone}
          empresa={empresa}
          who={who}
          operates={page.operates}
        >
          {thread.next ? (
            <Link
              href={hrefOf({ antes: thread.next })}
              className="self-center py-1 text-xs text-jade-ink underline max-sm:py-3"
            >
              Mensagens anteriores
            </Link>
          ) : null}
        </Thread>
        {cursor ? (
          <p className="border-t border-line px-4 py-2 text-center text-xs">
            <Link href={hrefOf({ antes: null })} className="text-jade-ink underline">
              Voltar às mais recentes
            </Link>
          </p>
        ) : page.operates ? (
          <AnswerBox key={id} empresa={empresa} id={id} who={who} />
        ) : null}
      </section>
      <CustomerAside key={`painel-${id}`} {...panel}>
        {teamNotes}
      </CustomerAside>
    </>
  )
}

/** What the team noted about a conversation; the customer never sees it. */
function TeamNotes({ page, id, notes }: { page: OpenPage; id: string; notes: ConversationDetail['notes'] }) {
  if (notes.length === 0 && !page.operates) return null
  return (
    <section aria-label="Anotações da equipe" className="mt-4 text-sm">
      <h3 className="mb-1 text-xs font-medium text-faint">Anotações da equipe</h3>
      <ul className="mb-2 flex flex-col gap-2">
        {notes.map((note) => (
          <li key={note.id} className="rounded-md bg-amber-soft px-3 py-2 text-amber-ink">
            <p className="break-words whitespace-pre-wrap">{note.body}</p>
            <p className="mt-0.5 text-xs">
              {note.author}, <Moment at={note.createdAt} now={page.now} timezone={page.timezone} />
            </p>
          </li>
        ))}
      </ul>
      {page.operates ? <NoteForm empresa={page.slug} id={id} /> : null}
    </section>
  )
}
