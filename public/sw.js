// The service worker: an offline page, and notifications that arrive while no page is open. It keeps no page and no answer of
// the portal: what belongs to an empresa is never stored on the device.
const CACHE = 'retoma-1'
const OFFLINE = '/offline.html'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(new Request(OFFLINE, { cache: 'reload' }))))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  const old = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
  event.waitUntil(Promise.all([old, self.clients.claim()]))
})

self.addEventListener('fetch', (event) => {
  // Only the opening of a page has something to fall back to; the rest goes its own way.
  if (event.request.mode !== 'navigate' || event.request.method !== 'GET') return
  event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE).then((page) => page ?? Response.error())))
})

self.addEventListener('push', (event) => {
  const notice = readNotice(event.data)
  event.waitUntil(
    self.registration.showNotification(notice.title, {
      body: notice.body,
      tag: notice.tag,
      icon: '/icons/192.png',
      badge: '/icons/badge.png',
      lang: 'pt-BR',
      data: { href: notice.href },
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(ownPath(event.notification.data?.href)))
})

function readNotice(data) {
  try {
    const { title, body, tag, href } = data.json()
    if (typeof title === 'string') return { title, body: String(body ?? ''), tag: String(tag ?? ''), href: ownPath(href) }
  } catch {
    // What can't be read still says that something happened: browsers demand a notification for every push.
  }
  return { title: 'Retoma', body: 'Há novidades na sua loja.', tag: 'retoma', href: '/' }
}

/** Only a path of this portal. */
function ownPath(href) {
  return typeof href === 'string' && /^\/(?![/\\])/.test(href) ? href : '/'
}

async function open(href) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const [page] = pages
  if (!page) return self.clients.openWindow(href)
  await page.focus()
  return page.navigate(href).catch(() => self.clients.openWindow(href))
}
