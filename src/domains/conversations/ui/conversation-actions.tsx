'use client'
import { StickyNote } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState, type FormEvent } from 'react'
import { useAct } from '~/domains/messaging/ui/use-act'
import { Button } from '~/ui/button'
import { Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import { trpc } from '~/wiring/client'
import { CONVERSATION_STATES, CONVERSATION_STATE_NAMES, type ConversationState } from '../states'

/** Whoever opens a conversation has read it. */
export function MarkRead({ empresa, id, unread }: { empresa: string; id: string; unread: number }) {
  const router = useRouter()
  useEffect(() => {
    if (unread === 0) return
    // A failure changes nothing that is seen: it stays unread.
    trpc.conversations.markRead.mutate({ empresa, id }).then(
      () => router.refresh(),
      () => undefined,
    )
  }, [empresa, id, unread, router])
  return null
}

/** Whose turn it is, chosen by hand. */
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
      className="w-48"
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

/** Lets somebody receive automatic messages again, or no more. */
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
  const [body, setBody] = useState('')
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (await act(() => trpc.conversations.note.mutate({ empresa, id, body }), 'Anotação guardada.'))
      setBody('')
  }
  return (
    <form onSubmit={(event) => void add(event)} className="flex items-end gap-2">
      <Textarea
        rows={1}
        maxLength={2000}
        aria-label="Nova anotação"
        placeholder="Anotação que só a equipe vê"
        className="!min-h-9"
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      <Button
        type="submit"
        busy={busy}
        disabled={body.trim() === ''}
        icon={<StickyNote size={16} aria-hidden />}
      >
        Anotar
      </Button>
    </form>
  )
}
