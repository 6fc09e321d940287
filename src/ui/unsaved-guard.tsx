'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'
import { holdPage, isSamePage } from './leaving'

/**
 * Asks before a page is left whose text isn't saved: links, keys, the palette and Back inside the portal by a dialog,
 * closing and other sites by the browser's own question.
 */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const router = useRouter()
  const [wanted, setWanted] = useState<{ go: () => void } | null>(null)
  useEffect(() => {
    if (!dirty) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const onClick = (event: MouseEvent) => {
      const href = leavingBy(event)
      if (href === null) return
      event.preventDefault()
      event.stopPropagation()
      setWanted({ go: () => router.push(href) })
    }
    const release = holdPage((go) => setWanted({ go }))
    window.addEventListener('beforeunload', onUnload)
    // Before the links' own handlers.
    document.addEventListener('click', onClick, { capture: true })
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, { capture: true })
      release()
    }
  }, [dirty, router])
  if (wanted === null) return null
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && setWanted(null)}
      title="Sair sem salvar?"
      description="O que você mudou nesta página ainda não foi salvo."
      footer={
        <>
          <Button
            look="ghost"
            onClick={() => {
              setWanted(null)
              wanted.go()
            }}
          >
            Sair sem salvar
          </Button>
          <Button look="primary" onClick={() => setWanted(null)}>
            Continuar editando
          </Button>
        </>
      }
    />
  )
}

/** Where a press leads, when it leaves the page inside the portal; null: it doesn't, or the browser asks by itself. */
function leavingBy(event: MouseEvent): string | null {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target === '_blank' || link.hasAttribute('download')) return null
  const to = new URL(link.href, location.href)
  if (to.origin !== location.origin || to.pathname.startsWith('/api/')) return null
  return isSamePage(link.href) ? null : `${to.pathname}${to.search}${to.hash}`
}
