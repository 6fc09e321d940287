import type { z } from 'zod'
import type { bell } from '~/domains/empresas/schema'
import { NEEDS_PERSON } from '~/domains/empresas/kinds'

export type BellData = z.output<typeof bell>

/** Shows by the browser what is new under the bell and needs a person, while no page of ours is looked at. */
export function showNotices(empresa: string, before: BellData, after: BellData): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return
  if (localStorage.getItem('retoma-avisos') !== '1') return
  const known = new Set(before.latest.map(({ id }) => id))
  const news = after.latest.filter(
    ({ id, kind, readAt }) => !known.has(id) && readAt === null && NEEDS_PERSON.has(kind),
  )
  if (news.length === 0 || !('serviceWorker' in navigator)) return
  void navigator.serviceWorker.ready.then(async (registration) => {
    // The push that says the same has the same tag: the later replaces the earlier, quietly.
    for (const { id, title, body, href } of news)
      await registration.showNotification(title, {
        ...(body ? { body } : {}),
        tag: id,
        icon: '/icons/192.png',
        badge: '/icons/badge.png',
        data: { href: `/${empresa}/${href ?? 'hoje'}` },
      })
  })
}
