'use client'
import { Paperclip, SendHorizontal, Zap } from 'lucide-react'
import { lazy, Suspense, useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { useAct } from '~/wiring/use-act'
import { IconButton } from '~/ui/button'
import { SubmitButton } from '~/ui/submit-button'
import { Textarea } from '~/ui/input'
import { UnsavedGuard } from '~/ui/unsaved-guard'
import { toastFailed } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import type { Attached } from './attached-files'
import { appended, INSERTED, useDraft } from './draft'
import { EnterChoice, useEnterSends } from './enter-choice'
import { sends } from './enter-key'
import { choicesOf, matching, slashAt, withChoice, type Choice } from './slash'
import { SlashList } from './slash-list'
import { useReadyTexts } from './use-ready-texts'

const AttachedList = lazy(() =>
  import('./attached-list').then((module) => ({ default: module.AttachedList })),
)
const TextsDialog = lazy(() => import('./texts-dialog').then((module) => ({ default: module.TextsDialog })))

const TYPING = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'

/**
 * The composer of an answer. The draft stays until it is sent, whatever is opened meanwhile; r focuses it, Esc leaves.
 */
export function AnswerBox({ empresa, id, who }: { empresa: string; id: string; who: string }) {
  const { busy, act } = useAct()
  const [draft, setBody] = useDraft(id)
  const body = draft?.body ?? ''
  const box = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const listId = useId()
  const enterSends = useEnterSends()
  const [files, setFiles] = useState<readonly Attached[]>([])
  const [cursor, setCursor] = useState(0)
  const [current, setCurrent] = useState(0)
  const [dismissed, setDismissed] = useState('')
  const [choosing, setChoosing] = useState(false)
  const slash = slashAt(body, cursor)
  const { texts, reload } = useReadyTexts(empresa, id, slash !== null || choosing)
  const choices = slash && texts && dismissed !== body ? matching(choicesOf(texts), slash.word) : []
  const chosen = choices[Math.min(current, choices.length - 1)]

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(TYPING)
      if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey || typing) return
      event.preventDefault()
      box.current?.focus()
    }
    // A drawer returns the focus to its button first.
    const onInserted = () => requestAnimationFrame(() => box.current?.focus())
    document.addEventListener('keydown', onKey)
    window.addEventListener(INSERTED, onInserted)
    return () => {
      document.removeEventListener('keydown', onKey)
      window.removeEventListener(INSERTED, onInserted)
    }
  }, [])

  const write = (next: string) => {
    setBody(next)
    setCurrent(0)
    setDismissed('')
  }
  const putCursor = (at: number) => {
    setCursor(at)
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(at, at)
    })
  }
  const choose = ({ text }: Pick<Choice, 'text'>) => {
    const next = withChoice(body, cursor, text)
    write(next.body)
    putCursor(next.cursor)
  }
  const add = async (given: readonly File[]) => {
    const loaded = await import('./attached-files').catch(() => null)
    if (!loaded)
      return toastFailed(new Error('O arquivo não foi anexado. Confira a internet e tente de novo.'))
    const { attach, MAX_FILES } = loaded
    const { attached, problems } = await attach(given, MAX_FILES - files.length)
    setFiles((before) => [...before, ...attached].slice(0, MAX_FILES))
    for (const problem of problems) toastFailed(new Error(problem))
    box.current?.focus()
  }
  const send = async () => {
    if (busy || (body.trim() === '' && files.length === 0)) return
    const done = await act(() =>
      sendAll(empresa, id, { draft, files, onText: () => setBody(''), onFile: drop }),
    )
    if (done) box.current?.focus()
  }
  const drop = (once: string) =>
    setFiles((before) => {
      const preview = before.find((one) => one.once === once)?.preview
      if (preview) URL.revokeObjectURL(preview)
      return before.filter((one) => one.once !== once)
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key } = event
    const { isComposing } = event.nativeEvent
    if (chosen && !isComposing) {
      if (key === 'ArrowDown' || key === 'ArrowUp') {
        event.preventDefault()
        const step = key === 'ArrowDown' ? 1 : choices.length - 1
        setCurrent((current + step) % choices.length)
        return
      }
      if ((key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey) || key === 'Tab') {
        event.preventDefault()
        choose(chosen)
        return
      }
    }
    if (key === 'Escape' && !isComposing) {
      event.preventDefault()
      if (chosen) setDismissed(body)
      else leave(id)
    } else if (sends({ ...pressed(event), isComposing }, enterSends)) {
      event.preventDefault()
      void send()
    }
  }
  return (
    <form
      onSubmit={submit}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void add([...event.dataTransfer.files])
      }}
      className="relative border-t border-line bg-surface p-3 max-sm:p-2"
    >
      {chosen ? (
        <SlashList id={listId} choices={choices} current={choices.indexOf(chosen)} onChoose={choose} />
      ) : null}
      <p className="sr-only" aria-live="polite">
        {chosen ? `${String(choices.length)} textos prontos; setas escolhem, Enter põe na resposta` : ''}
      </p>
      <UnsavedGuard dirty={files.length > 0} />
      <Suspense>
        {files.length > 0 ? <AttachedList files={files} disabled={busy} onRemove={drop} /> : null}
      </Suspense>
      <Textarea
        ref={box}
        rows={2}
        aria-label={`Responder a ${who}`}
        aria-autocomplete="list"
        aria-controls={chosen ? listId : undefined}
        aria-activedescendant={chosen ? `${listId}-${String(choices.indexOf(chosen))}` : undefined}
        placeholder="Escreva a resposta, ou / para um texto pronto"
        maxLength={4096}
        // Text typed while the answer is being sent would be taken for sent.
        readOnly={busy}
        value={body}
        onChange={(event) => {
          write(event.target.value)
          setCursor(event.target.selectionStart)
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
        onPaste={(event) => {
          const pasted = [...event.clipboardData.files]
          if (pasted.length === 0) return
          event.preventDefault()
          void add(pasted)
        }}
        onKeyDown={onKeyDown}
        className="max-h-40 !min-h-14"
      />
      <div className="mt-1.5 flex items-center gap-1">
        <IconButton label="Anexar arquivo" disabled={busy} onClick={() => picker.current?.click()}>
          <Paperclip size={17} aria-hidden />
        </IconButton>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Arquivos da resposta"
          onChange={(event) => {
            void add([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
        <IconButton label="Textos prontos" disabled={busy} onClick={() => setChoosing(true)}>
          <Zap size={17} aria-hidden />
        </IconButton>
        <span className="ml-auto flex items-center gap-3">
          <EnterChoice checked={enterSends} />
          <SubmitButton
            look="primary"
            busy={busy}
            disabled={body.trim() === '' && files.length === 0}
            title={enterSends ? 'Enter envia' : 'Ctrl+Enter envia'}
            icon={<SendHorizontal size={16} aria-hidden />}
          >
            Enviar
          </SubmitButton>
        </span>
      </div>
      {choosing ? (
        <Suspense>
          <TextsDialog
            empresa={empresa}
            texts={texts}
            draft={body}
            onChanged={reload}
            onClose={() => setChoosing(false)}
            onChoose={(text) => {
              setChoosing(false)
              const next = appended(body, text)
              write(next)
              putCursor(next.length)
            }}
          />
        </Suspense>
      ) : null}
    </form>
  )
}

const pressed = ({ key, ctrlKey, metaKey, shiftKey, altKey, keyCode }: KeyboardEvent) => ({
  ...{ key, ctrlKey, metaKey, shiftKey, altKey, keyCode },
})

/** Back from the reply to its row in the list, or to the back link where there is no list. The draft stays. */
function leave(id: string): void {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
  const seen = row && row.offsetParent !== null ? row : document.querySelector<HTMLElement>('[data-back]')
  seen?.focus()
}

/** Sends the draft: with the first file, or alone. What was accepted is removed from the reply at once. */
async function sendAll(
  empresa: string,
  id: string,
  {
    draft,
    files,
    onText,
    onFile,
  }: {
    draft: { body: string; once: string } | null
    files: readonly Attached[]
    onText: () => void
    onFile: (once: string) => void
  },
): Promise<true> {
  const text = draft?.body.trim() ?? ''
  const [first] = files
  // An audio carries no text.
  const apart = text !== '' && (!first || first.file.type.startsWith('audio/'))
  if (apart && draft) {
    await trpc.conversations.answer.mutate({ empresa, id, ...draft })
    onText()
  }
  if (files.length === 0) return true
  const { sendFile } = await import('./attached-files')
  for (const [n, one] of files.entries()) {
    const caption = n === 0 && !apart ? text : ''
    await sendFile(empresa, id, one, caption)
    if (caption !== '') onText()
    onFile(one.once)
  }
  return true
}
