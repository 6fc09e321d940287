'use client'
import { CheckCheck, MailCheck } from 'lucide-react'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { useSelectedRows, useSelection } from '~/ui/list/list-context'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'
import type { CartFilter } from '../schema'

type Channel = 'email' | 'whatsapp'
const NAMES: Record<Channel, string> = { email: 'e-mail', whatsapp: 'WhatsApp' }

/** Marks the selected carts as sent by a channel, all in one action that can be undone (cart-3). */
export function CartBulkButtons({ empresa, filter }: { empresa: string; filter: CartFilter }) {
  const rows = useSelectedRows(filter)
  const { clear } = useSelection()
  const { busy, act } = useAct()
  const mark = async (channel: Channel) => {
    let operation: string | null = null
    const done = await act(
      async () => {
        const answer = await trpc.carts.toggleMany.mutate({ empresa, rows, channel, sent: true })
        operation = answer.operation
        return answer
      },
      ({ count }) =>
        count === 0
          ? `Já estavam todos marcados: ${NAMES[channel]}.`
          : `${plural(count, 'carrinho marcado', 'carrinhos marcados')}: ${NAMES[channel]} enviado.`,
      () =>
        operation === null ? Promise.resolve() : trpc.carts.undoMany.mutate({ empresa, operation, channel }),
    )
    if (done) clear()
  }
  return (
    <>
      <Button
        size="sm"
        busy={busy}
        icon={<CheckCheck size={15} aria-hidden />}
        onClick={() => void mark('whatsapp')}
      >
        WhatsApp enviado
      </Button>
      <Button
        size="sm"
        busy={busy}
        icon={<MailCheck size={15} aria-hidden />}
        onClick={() => void mark('email')}
      >
        E-mail enviado
      </Button>
    </>
  )
}
