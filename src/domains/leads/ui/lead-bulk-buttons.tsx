'use client'
import { PhoneOutgoing } from 'lucide-react'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { useSelectedRows, useSelection } from '~/ui/list/list-context'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'
import type { LeadFilter } from '../schema'

/** Marks the selected leads contacted, all in one action that can be undone (lead-3). */
export function LeadBulkButtons({ empresa, filter }: { empresa: string; filter: LeadFilter }) {
  const rows = useSelectedRows(filter)
  const { clear } = useSelection()
  const { busy, act } = useAct()
  const mark = async () => {
    let operation: string | null = null
    const done = await act(
      async () => {
        const answer = await trpc.leads.setManyContacted.mutate({ empresa, rows, contacted: true })
        operation = answer.operation
        return answer
      },
      ({ count }) =>
        count === 0
          ? 'Já estavam todos contatados.'
          : `${plural(count, 'lead marcado', 'leads marcados')} como contatado.`,
      () => (operation === null ? Promise.resolve() : trpc.leads.undoMany.mutate({ empresa, operation })),
    )
    if (done) clear()
  }
  return (
    <Button size="sm" busy={busy} icon={<PhoneOutgoing size={15} aria-hidden />} onClick={() => void mark()}>
      Contatado
    </Button>
  )
}
