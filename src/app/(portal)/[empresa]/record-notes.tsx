'use client'
import { NotesForm } from '~/ui/notes-form'
import { trpc } from '~/wiring/client'
import { orSay } from '~/wiring/use-act'

type Props = {
  of: 'carts' | 'customers' | 'leads'
  empresa: string
  id: string
  notes: string | null
  disabled: boolean
}

/** Notes of a record, on its own page. */
export function RecordNotes({ of, empresa, id, notes, disabled }: Props) {
  const save = (text: string) => orSay(trpc[of].setNotes.mutate({ empresa, id, notes: text }))
  return <NotesForm value={notes} disabled={disabled} save={save} />
}
