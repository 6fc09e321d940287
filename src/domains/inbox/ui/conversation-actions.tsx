'use client'
import { MailOpen, StickyNote } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, type FormEvent } from 'react'
import { useAct } from '~/wiring/use-act'
import { Button, IconButton } from '~/ui/button'
import { Textarea } from '~/ui/input'
import { useKeptEdit } from '~/ui/kept-edit'
import { Select } from '~/ui/select'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import { CONVERSATION_STATES, CONVERSATION_STATE_NAMES, type ConversationState } from '../states'

/** Opening a conversation marks it as read, until the user puts it back among the unread ones, which closes it. */
export function ReadMark({
  empresa,
  id,
  unread,
  back,
}: {
  empresa: string
  id: string
  unread: number
  /** The list without this conversation. */
  back: string
}) {
  const router = useRouter()
  const { busy, act } = useAct()
  const putBack = useRef(false)
  useEffect(() => {
    if (unread === 0 || putBack.current) return
    // A failure changes nothing on the page: it stays unread.
    trpc.conversations.markRead.mutate({ empresa, id }).then(
      () => router.refresh(),
      () => undefined,
    )
  }, [empresa, id, unread, router])
  const markUnread = async () => {
    putBack.current = true
    const done = await act(
      () => trpc.conversations.markUnread.mutate({ empresa, id }).then(() => true),
      'De volta às não lidas.',
    )
    if (done) router.push(back)
    else putBack.current = false
  }
  return (
    <IconButton label="Marcar como não lida" disabled={busy} onClick={() => void markUnread()}>
      <MailOpen size={17} aria-hidden />
    </IconButton>
  )
}

/** The assignee of the conversation. */
export function AssignSelect({
  empresa,
  id,
  assignedTo,
  members,
}: {
  empresa: string
  id: string
  assignedTo: string | null
  members: readonly { value: string; label: string }[]
}) {
  const { busy, act } = useAct()
  const set = (userId: string | null) => () => trpc.conversations.assign.mutate({ empresa, id, userId })
  return (
    <Select
      aria-label="Quem atende"
      className="w-40 max-md:w-full"
      disabled={busy}
      value={assignedTo ?? ''}
      options={[{ value: '', label: 'Ninguém atende' }, ...members]}
      onChange={(event) => {
        const next = event.target.value === '' ? null : event.target.value
        const name = members.find(({ value }) => value === next)?.label
        void act(set(next), name ? `Com ${name}.` : 'Com ninguém.', set(assignedTo))
      }}
    />
  )
}

/** The state of the conversation, chosen by hand. */
export function StatusSelect({
  empresa,
  id,
  status,
}: {
  empresa: string
  id: string
  status: ConversationState
}) {
  const { busy, act } = useAct()
  const set = (next: ConversationState) => () =>
    trpc.conversations.setStatus.mutate({ empresa, id, status: next })
  return (
    <Select
      aria-label="Situação da conversa"
      className="w-52 max-md:w-full"
      disabled={busy}
      value={status}
      options={CONVERSATION_STATES.map((value) => ({ value, label: CONVERSATION_STATE_NAMES[value] }))}
      onChange={(event) => {
        const next = CONVERSATION_STATES.find((value) => value === event.target.value)
        if (next) void act(set(next), CONVERSATION_STATE_NAMES[next], set(status))
      }}
    />
  )
}

/** Allows or stops automatic messages to the contact. */
export function OptOutButton({
  empresa,
  contactId,
  optedOut,
}: {
  empresa: string
  contactId: string
  optedOut: boolean
}) {
  const { busy, act } = useAct()
  const set = (value: boolean) => () =>
    trpc.messaging.contacts.setOptOut.mutate({ empresa, id: contactId, optedOut: value })
  return (
    <Button
      size="sm"
      busy={busy}
      onClick={() =>
        void act(
          set(!optedOut),
          optedOut ? 'Volta a receber mensagens automáticas.' : 'Não recebe mais mensagens automáticas.',
          set(optedOut),
        )
      }
    >
      {optedOut ? 'Voltar a enviar' : 'Não enviar mais'}
    </Button>
  )
}

/** A note for the team; the customer never sees it. */
export function NoteForm({ empresa, id }: { empresa: string; id: string }) {
  const { busy, act } = useAct()
  // Kept like the reply: the user may open another conversation in the middle of it.
  const { text: body, write, discard } = useKeptEdit(`retoma:anotacao:${id}`, '')
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (await act(() => trpc.conversations.note.mutate({ empresa, id, body }), 'Anotação guardada.'))
      discard()
  }
  return (
    <form onSubmit={(event) => void add(event)} className="flex flex-col items-end gap-2">
      <Textarea
        data-beside
        rows={2}
        maxLength={2000}
        aria-label="Nova anotação"
        placeholder="Anotação que só a equipe vê"
        className="!min-h-9"
        value={body}
        onChange={(event) => write(event.target.value)}
      />
      <SubmitButton busy={busy} disabled={body.trim() === ''} icon={<StickyNote size={16} aria-hidden />}>
        Anotar
      </SubmitButton>
    </form>
  )
}
