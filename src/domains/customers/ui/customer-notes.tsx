'use client'
import { NotesForm } from '~/ui/notes-form'
import { trpc } from '~/wiring/client'
import { orSay } from '~/wiring/use-act'

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
  const save = (text: string) => orSay(trpc.customers.setNotes.mutate({ empresa, id, notes: text }))
  return <NotesForm value={notes} disabled={disabled} save={save} />
}
