'use client'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { messageOf, trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'
import { Button, IconButton } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input, Textarea } from '~/ui/input'
import { searchText } from '~/kernel/search-text'
import type { ReadyTexts } from '../texts-schema'
import { choicesOf, type Choice } from './slash'

type Edited = { id?: string; shortcut: string; body: string }

/** The team's quick replies and the templates: one is inserted into the reply, and quick replies are edited here. */
export function TextsDialog({
  empresa,
  texts,
  draft,
  onChoose,
  onChanged,
  onClose,
}: {
  empresa: string
  texts: ReadyTexts | null
  /** Initial text of a new quick reply. */
  draft: string
  onChoose: (text: string) => void
  onChanged: () => void
  onClose: () => void
}) {
  const { busy, act } = useAct()
  const [q, setQ] = useState('')
  const [edited, setEdited] = useState<Edited | null>(null)
  const [error, setError] = useState<string | null>(null)
  const found = (texts ? choicesOf(texts) : []).filter((choice) =>
    searchText(choice.label, choice.text).includes(searchText(q)),
  )
  const save = async () => {
    if (!edited) return
    setError(null)
    try {
      await trpc.conversations.saveQuickReply.mutate({ empresa, ...edited })
      setEdited(null)
      onChanged()
    } catch (failure) {
      setError(messageOf(failure))
    }
  }
  const edit = (choice: Choice) => {
    const reply = texts?.replies.find(({ id }) => id === choice.id)
    if (reply) setEdited({ id: reply.id, shortcut: reply.shortcut, body: reply.body })
  }
  const remove = async (choice: Choice) => {
    const reply = texts?.replies.find(({ id }) => id === choice.id)
    if (!reply) return
    const { id, shortcut, body } = reply
    const gone = await act(
      () => trpc.conversations.removeQuickReply.mutate({ empresa, id }).then(() => true),
      `Resposta ${choice.label} apagada.`,
      () => trpc.conversations.saveQuickReply.mutate({ empresa, shortcut, body }),
    )
    if (gone) onChanged()
  }
  if (edited)
    return (
      <Dialog
        // Another dialog, which puts the focus on its own first field.
        key="edit"
        open
        onOpenChange={(open) => !open && setEdited(null)}
        title={edited.id ? 'Resposta rápida' : 'Nova resposta rápida'}
        description="Toda a equipe usa. Digite / e o atalho na resposta."
        footer={
          <>
            <Button look="ghost" onClick={() => setEdited(null)}>
              Voltar
            </Button>
            <Button
              look="primary"
              disabled={edited.shortcut.trim() === '' || edited.body.trim() === ''}
              onClick={() => void save()}
            >
              Salvar
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <Field label="Atalho" hint="Como “prazo”: na resposta vira /prazo" required>
            {(control) => (
              <Input
                {...control}
                maxLength={40}
                value={edited.shortcut}
                onChange={(event) => setEdited({ ...edited, shortcut: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Texto"
            hint="{nome}, {empresa}, {itens}, {valor}, {link} e {pedido} viram o valor de cada pessoa."
            error={error}
            required
          >
            {(control) => (
              <Textarea
                {...control}
                rows={5}
                maxLength={4096}
                value={edited.body}
                onChange={(event) => setEdited({ ...edited, body: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Dialog>
    )
  return (
    <Dialog
      key="list"
      open
      onOpenChange={(open) => !open && onClose()}
      title="Textos prontos"
      description="Escolha um para pôr na resposta; nada é enviado ainda."
      footer={
        <Button
          icon={<Plus size={16} aria-hidden />}
          onClick={() => setEdited({ shortcut: '', body: draft })}
        >
          Nova resposta rápida
        </Button>
      }
    >
      <Input
        type="search"
        aria-label="Buscar texto"
        placeholder="Atalho, nome ou texto"
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <ul className="mt-2 flex flex-col">
        {found.map((choice) => (
          <li key={choice.id} className="flex items-center gap-1 border-t border-line first:border-t-0">
            <button
              type="button"
              onClick={() => onChoose(choice.text)}
              className="min-w-0 flex-1 rounded-md px-1 py-2 text-left text-sm hover:bg-sunken max-sm:py-3"
            >
              <span className="font-medium text-ink">{choice.label}</span>
              {choice.missing.length > 0 ? (
                <span className="ml-2 text-xs text-soft">
                  falta {choice.missing.map((name) => `{${name}}`).join(', ')}
                </span>
              ) : null}
              <span className="line-clamp-2 text-xs text-soft">{choice.text}</span>
            </button>
            {choice.kind === 'reply' ? (
              <>
                <IconButton label={`Editar ${choice.label}`} onClick={() => edit(choice)}>
                  <Pencil size={15} aria-hidden />
                </IconButton>
                <IconButton
                  label={`Apagar ${choice.label}`}
                  disabled={busy}
                  onClick={() => void remove(choice)}
                >
                  <Trash2 size={15} aria-hidden />
                </IconButton>
              </>
            ) : (
              <span className="shrink-0 px-2 text-xs text-faint">modelo</span>
            )}
          </li>
        ))}
        {texts === null ? <li className="py-2 text-sm text-soft">Carregando…</li> : null}
        {texts !== null && found.length === 0 ? (
          <li className="py-2 text-sm text-soft">Nenhum texto assim. Crie uma resposta rápida.</li>
        ) : null}
      </ul>
    </Dialog>
  )
}
