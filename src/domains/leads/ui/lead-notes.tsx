'use client'
import { NotesForm } from '~/ui/notes-form'
import { trpc } from '~/wiring/client'
import { orSay } from '~/wiring/use-act'

/** Notes of a lead. */
export function LeadNotes({
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
  const save = (text: string) => orSay(trpc.leads.setNotes.mutate({ empresa, id, notes: text }))
  return <NotesForm value={notes} disabled={disabled} save={save} />
}
