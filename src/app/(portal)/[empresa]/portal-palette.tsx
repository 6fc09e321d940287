'use client'
import { useCallback } from 'react'
import type { PaletteEntry } from '~/ui/frame/palette'
import { PaletteButton } from '~/ui/frame/palette-button'
import { phoneText } from '~/ui/phone-text'
import { toastDone, toastFailed } from '~/ui/toast'
import { usePortalLive } from './portal-live'

type Props = {
  empresa: string
  compact?: boolean
  groups: readonly { label: string; entries: readonly PaletteEntry[] }[]
}

/** The command palette with the customers and the actions of this empresa behind it. */
export function PortalPalette({ empresa, compact, groups }: Props) {
  const search = useCallback(
    async (q: string) => {
      const { trpc } = await import('~/wiring/client')
      const people = await trpc.customers.search.query({ empresa, q })
      return people.map((person) => ({
        id: person.id,
        title: person.name ?? person.email ?? (person.phone ? phoneText(person.phone) : 'Sem nome'),
        detail: [person.phone ? phoneText(person.phone) : person.email, orders(person.ordersCount)]
          .filter(Boolean)
          .join(' · '),
        href: `/${empresa}/clientes/${person.id}`,
      }))
    },
    [empresa],
  )
  const { read } = usePortalLive()
  const act = useCallback(
    (name: string) => {
      const run = async () => {
        const { trpc, messageOf } = await import('~/wiring/client')
        try {
          if (name === 'pause') {
            await trpc.messaging.sending.pause.mutate({ empresa })
            toastDone('Pausado até amanhã às 8h. O que você escreve à mão continua saindo.')
          } else {
            await trpc.messaging.sending.resume.mutate({ empresa })
            toastDone('Envios retomados.')
          }
          read('running')
        } catch (error) {
          toastFailed(new Error(messageOf(error)))
        }
      }
      void run()
    },
    [empresa, read],
  )
  return (
    <PaletteButton
      groups={groups}
      onAct={act}
      search={search}
      foundLabel="Clientes"
      placeholder="Página, ação, ou cliente por nome, telefone, e-mail"
      {...(compact ? { compact } : {})}
    />
  )
}

function orders(count: number): string {
  return count === 1 ? '1 pedido' : `${count.toString()} pedidos`
}
