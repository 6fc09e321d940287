'use client'
import type { FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'

/** Asks what a view shall be called. */
export function SaveViewDialog({ onSave, onClose }: { onSave: (name: string) => void; onClose: () => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const entry = new FormData(event.currentTarget).get('name')
    const name = typeof entry === 'string' ? entry.trim() : ''
    if (name) onSave(name)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Salvar esta vista"
      description="Guarda a busca, os filtros, a ordem e as colunas de agora."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Nome da vista">
          {(control) => <Input {...control} name="name" maxLength={40} required autoComplete="off" />}
        </Field>
        <SubmitButton look="primary" className="self-end">
          Salvar vista
        </SubmitButton>
      </form>
    </Dialog>
  )
}
