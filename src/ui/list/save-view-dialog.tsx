'use client'
import type { FormEvent } from 'react'
import { Checkbox } from '~/ui/checkbox'
import { SubmitButton } from '~/ui/submit-button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'

/** Asks what a view shall be called and whether the team gets it; `view` is the one that is changed. */
export function SaveViewDialog({
  view,
  mayShare,
  onSave,
  onClose,
}: {
  view: { name: string; shared: boolean } | null
  mayShare: boolean
  onSave: (view: { name: string; shared: boolean }) => void
  onClose: () => void
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const entry = data.get('name')
    const name = typeof entry === 'string' ? entry.trim() : ''
    if (name) onSave({ name, shared: mayShare ? data.has('shared') : (view?.shared ?? false) })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={view ? `Vista “${view.name}”` : 'Salvar esta vista'}
      {...(view ? {} : { description: 'Guarda a busca, os filtros, a ordem e as colunas de agora.' })}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Nome da vista">
          {(control) => (
            <Input
              {...control}
              name="name"
              defaultValue={view?.name ?? ''}
              maxLength={40}
              required
              autoComplete="off"
            />
          )}
        </Field>
        {mayShare ? (
          <Checkbox
            name="shared"
            defaultChecked={view?.shared ?? false}
            label="Compartilhar com a equipe"
            hint="Aparece no menu de todas as pessoas da empresa."
          />
        ) : null}
        <SubmitButton look="primary" className="self-end">
          Salvar vista
        </SubmitButton>
      </form>
    </Dialog>
  )
}
