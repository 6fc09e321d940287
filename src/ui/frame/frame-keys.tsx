'use client'
import { useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { leavePage } from '~/ui/leaving'
import { HELP_EVENT, readListKeys, type Shortcut } from '~/ui/shortcuts'
import { isTyping } from '~/ui/typing'

const ShortcutsDialog = lazy(() =>
  import('./shortcuts-dialog').then((module) => ({ default: module.ShortcutsDialog })),
)

/** How long after a g its second key is waited for. */
const SECOND_KEY_MS = 1_500

export type PageKey = { key: string; href: string; label: string }

/** Keys of every page: g and a letter go to a page, ? shows what the keys do here. */
export function FrameKeys({ pages }: { pages: readonly PageKey[] }) {
  const router = useRouter()
  const [help, setHelp] = useState<readonly Shortcut[] | null>(null)
  const firstAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const show = () => setHelp(readListKeys())
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector('[role=dialog], [role=menu]')) return
      if (event.key === '?') return show()
      if (event.key === 'g') {
        firstAt.current = event.timeStamp
        return
      }
      const page = pages.find(({ key }) => key === event.key)
      const follows = event.timeStamp - firstAt.current < SECOND_KEY_MS
      firstAt.current = Number.NEGATIVE_INFINITY
      if (!page || !follows) return
      // A list would take the second key for one of its own.
      event.preventDefault()
      event.stopPropagation()
      leavePage(() => router.push(page.href))
    }
    document.addEventListener('keydown', onKey, { capture: true })
    window.addEventListener(HELP_EVENT, show)
    return () => {
      document.removeEventListener('keydown', onKey, { capture: true })
      window.removeEventListener(HELP_EVENT, show)
    }
  }, [router, pages])
  return (
    <Suspense>
      {help ? <ShortcutsDialog pages={pages} list={help} onClose={() => setHelp(null)} /> : null}
    </Suspense>
  )
}
