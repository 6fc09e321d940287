'use client'
import { useCallback } from 'react'
import type { PaletteEntry } from '~/ui/frame/palette'
import { PaletteButton } from '~/ui/frame/palette-button'
import { phoneText } from '~/ui/phone-text'

type Props = {
  empresa: string
  compact?: boolean
  groups: readonly { label: string; entries: readonly PaletteEntry[] }[]
}

/** The command palette with the customers of this empresa behind it. */
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
  return (
    <PaletteButton
      groups={groups}
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
