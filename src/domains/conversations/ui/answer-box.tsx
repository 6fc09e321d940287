'use client'
import { SendHorizontal } from 'lucide-react'
import { useEffect, useRef, type FormEvent, type KeyboardEvent } from 'react'
import { useAct } from '~/wiring/use-act'
import { SubmitButton } from '~/ui/submit-button'
import { Textarea } from '~/ui/input'
import { Kbd } from '~/ui/kbd'
import { trpc } from '~/wiring/client'
import { INSERTED, useDraft } from './draft'

const TYPING = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'

/** Where a person answers: Ctrl+Enter sends, r comes here. What was written stays until it is sent, whatever is opened meanwhile. */
export function AnswerBox({ empresa, id, who }: { empresa: string; id: string; who: string }) {
  const { busy, act } = useAct()
  const [draft, setBody] = useDraft(id)
  const body = draft?.body ?? ''
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(TYPING)
      if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey || typing) return
      event.preventDefault()
      box.current?.focus()
    }
    // A drawer gives the focus back to its button first.
    const onInserted = () => requestAnimationFrame(() => box.current?.focus())
    document.addEventListener('keydown', onKey)
    window.addEventListener(INSERTED, onInserted)
    return () => {
      document.removeEventListener('keydown', onKey)
      window.removeEventListener(INSERTED, onInserted)
    }
  }, [])
  const send = async () => {
    if (!draft || body.trim() === '' || busy) return
    const sent = await act(() => trpc.conversations.answer.mutate({ empresa, id, ...draft }))
    if (!sent) return
    setBody('')
    box.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void send()
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2 border-t border-line bg-surface p-3">
      <Textarea
        ref={box}
        rows={2}
        aria-label={`Responder a ${who}`}
        placeholder="Escreva a resposta"
        maxLength={4096}
        // What is typed while it is being sent would be taken for sent.
        readOnly={busy}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={onKeyDown}
        className="max-h-40 !min-h-14"
      />
      <div className="flex flex-col items-center gap-1.5">
        <span className="flex gap-0.5 max-sm:hidden">
          <Kbd>Ctrl</Kbd>
          <Kbd>Enter</Kbd>
        </span>
        <SubmitButton
          look="primary"
          busy={busy}
          disabled={body.trim() === ''}
          icon={<SendHorizontal size={16} aria-hidden />}
        >
          Enviar
        </SubmitButton>
      </div>
    </form>
  )
}
