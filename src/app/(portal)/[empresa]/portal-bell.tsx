'use client'
import { lazy, Suspense, useState } from 'react'
import { Bell } from '~/ui/frame/bell'
import { relativeText } from '~/ui/moment'
import { toastFailed } from '~/ui/toast'
import type { trpc as Client } from '~/wiring/client'
import { usePortalLive } from './portal-live'

// Its place is at the foot of the open bell.
const DeviceNotices = lazy(() =>
  import('./device-notices').then((module) => ({ default: module.DeviceNotices })),
)

/** The bell of this empresa, as it stands; each user marks as read for themselves alone. */
export function PortalBell({ empresa, timezone, now }: { empresa: string; timezone: string; now: Date }) {
  const { bell, read } = usePortalLive()
  // The product's time runs beside the browser's.
  const [ahead] = useState(() => now.getTime() - new Date().getTime())
  const change = (work: (trpc: typeof Client) => Promise<unknown>) => {
    const run = async () => {
      const { trpc, messageOf } = await import('~/wiring/client')
      await work(trpc).catch((error: unknown) => toastFailed(new Error(messageOf(error))))
      read('bell')
    }
    void run()
  }
  const at = new Date(new Date().getTime() + ahead)
  return (
    <Bell
      unread={bell.unread}
      notices={bell.latest.map((notice) => ({
        id: notice.id,
        title: notice.title,
        body: notice.body,
        href: notice.href === null ? null : `/${empresa}/${notice.href}`,
        when: relativeText(notice.at, at, timezone),
        unread: notice.readAt === null,
      }))}
      onRead={(notificationId) =>
        change((trpc) => trpc.empresas.markRead.mutate({ empresa, notificationId }))
      }
      onReadAll={() => change((trpc) => trpc.empresas.markAllRead.mutate({ empresa }))}
      footer={
        <Suspense>
          <DeviceNotices empresa={empresa} />
        </Suspense>
      }
    />
  )
}
