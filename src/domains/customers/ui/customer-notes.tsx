'use client'
import { NotesForm } from '~/ui/notes-form'
import { messageOf, trpc } from '~/wiring/client'

/** Notes of a customer. */
export function CustomerNotes({
  empresa,
  id,
  notes,
  disabled,
}: {
  empresa: string
  id: string
  notes: string | null
  disabled: boolean
}) {
  const save = (text: string) =>
    trpc.customers.setNotes.mutate({ empresa, id, notes: text }).catch((error: unknown) => {
      throw new Error(messageOf(error))
    })
  return <NotesForm value={notes} disabled={disabled} save={save} />
}
