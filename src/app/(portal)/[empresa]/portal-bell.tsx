'use client'
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { Bell, type Notice } from '~/ui/frame/bell'
import { toastFailed } from '~/ui/toast'
import type { trpc as Client } from '~/wiring/client'

/** The bell of this empresa: reading a notice is remembered for everybody in it. */
export function PortalBell({
  empresa,
  unread,
  notices,
}: {
  empresa: string
  unread: number
  notices: readonly Notice[]
}) {
  const router = useRouter()
  const [, startTransition] = useTransition()
  const change = (work: (trpc: typeof Client) => Promise<unknown>) => {
    const run = async () => {
      const { trpc, messageOf } = await import('~/wiring/client')
      await work(trpc).catch((error: unknown) => toastFailed(new Error(messageOf(error))))
      startTransition(() => router.refresh())
    }
    void run()
  }
  return (
    <Bell
      unread={unread}
      notices={notices}
      onRead={(notificationId) =>
        change((trpc) => trpc.empresas.markRead.mutate({ empresa, notificationId }))
      }
      onReadAll={() => change((trpc) => trpc.empresas.markAllRead.mutate({ empresa }))}
    />
  )
}
