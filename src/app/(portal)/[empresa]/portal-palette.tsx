'use client'
import { useCallback } from 'react'
import type { FoundRow } from '~/domains/reports/find'
import type { PaletteEntry } from '~/ui/frame/palette'
import { PaletteButton } from '~/ui/frame/palette-button'
import { LIST_EXPORT } from '~/ui/shortcuts'
import { toastDone, toastFailed } from '~/ui/toast'
import { usePortalLive } from './portal-live'

type Props = {
  empresa: string
  compact?: boolean
  groups: readonly { label: string; entries: readonly PaletteEntry[] }[]
}

const PATHS: Record<FoundRow['kind'], (id: string) => string> = {
  cliente: (id) => `clientes/${id}`,
  pedido: (id) => `pedidos/${id}`,
  carrinho: (id) => `carrinhos/${id}`,
  lead: (id) => `leads/${id}`,
  conversa: (id) => `conversas?c=${id}`,
  modelo: (id) => `modelos/${id}`,
}

/** Opens the choice of files of the list that is shown, once the palette has given the focus back. */
function exportShown(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const button = document.querySelector<HTMLElement>(`[${LIST_EXPORT}]`)
      if (button) button.click()
      else
        toastFailed(
          new Error('Esta página não tem uma lista para exportar. Abra carrinhos, leads ou pedidos.'),
        )
    }),
  )
}

/** The command palette with everything of this empresa behind it. */
export function PortalPalette({ empresa, compact, groups }: Props) {
  const search = useCallback(
    async (q: string) => {
      const { trpc } = await import('~/wiring/client')
      const found = await trpc.reports.find.query({ empresa, q })
      return found.map(({ kind, id, title, detail }) => ({
        id: `${kind}:${id}`,
        title,
        detail,
        href: `/${empresa}/${PATHS[kind](id)}`,
      }))
    },
    [empresa],
  )
  const { read } = usePortalLive()
  const act = useCallback(
    (name: string) => {
      const run = async () => {
        if (name === 'export') return exportShown()
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
      foundLabel="Encontrados"
      placeholder="Página, ação, nome, telefone, e-mail ou número"
      {...(compact ? { compact } : {})}
    />
  )
}
