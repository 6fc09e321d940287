import type { z } from 'zod'
import type { bell } from '~/domains/empresas/schema'
import { NEEDS_PERSON } from '~/domains/empresas/kinds'

export type BellData = z.output<typeof bell>

/** Shows new notifications that need the user by the browser, while no page of ours is visible. */
export function showNotices(empresa: string, before: BellData, after: BellData): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return
  if (localStorage.getItem('retoma-avisos') !== '1') return
  const known = new Set(before.latest.map(({ id }) => id))
  const added = after.latest.filter(
    ({ id, kind, readAt }) => !known.has(id) && readAt === null && NEEDS_PERSON.has(kind),
  )
  if (added.length === 0 || !('serviceWorker' in navigator)) return
  void navigator.serviceWorker.ready.then(async (registration) => {
    // The push that says the same has the same tag: the later replaces the earlier, quietly.
    for (const { id, title, body, href } of added)
      await registration.showNotification(title, {
        ...(body ? { body } : {}),
        tag: id,
        icon: '/icons/192.png',
        badge: '/icons/badge.png',
        data: { href: `/${empresa}/${href ?? 'hoje'}` },
      })
  })
}
