'use client'
import { useState } from 'react'
import { SubmitButton } from './submit-button'
import { Field } from './field'
import { Textarea } from './input'
import { toastDone, toastFailed } from './toast'

/** Notes that members keep about a record; saved by a button, kept on screen when saving fails. */
export function NotesForm({
  value,
  disabled,
  save,
}: {
  value: string | null
  disabled: boolean
  save: (notes: string) => Promise<void>
}) {
  const [text, setText] = useState(value ?? '')
  const [saved, setSaved] = useState(value ?? '')
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    try {
      await save(text)
      setSaved(text)
      toastDone('Anotação salva.')
    } catch (error) {
      toastFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field label="Anotações" hint="Só a sua equipe vê. A importação nunca as apaga.">
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={2000}
            disabled={disabled}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {disabled ? null : (
        <SubmitButton busy={busy} disabled={text.trim() === saved.trim()} className="self-end">
          Salvar
        </SubmitButton>
      )}
    </form>
  )
}
