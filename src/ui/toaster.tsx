'use client'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { isTyping } from './typing'
import { dismissToast, toastStore, undoAct, type Toast } from './toast'

const NONE: readonly Toast[] = []

/** The place where toasts appear, over the page's title, clear of fields and buttons. Once, in the root layout. */
export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read, () => NONE)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key.toLowerCase() !== 'z' || event.shiftKey || event.altKey) return
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return
      if (undoAct()) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-14 z-[60] flex flex-col items-center gap-2 px-4 py-2"
    >
      {toasts.map((toast) => (
        <Line key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function Line({ toast }: { toast: Toast }) {
  const { id, text, tone, undo } = toast
  useEffect(() => {
    const timer = setTimeout(() => dismissToast(id), undo || tone === 'failed' ? 9_000 : 4_500)
    return () => clearTimeout(timer)
  }, [id, undo, tone])
  return (
    <div className="pointer-events-auto flex w-full max-w-sm animate-rise items-center gap-2.5 rounded-lg bg-ink py-1.5 pr-1.5 pl-3.5 text-sm text-paper shadow-floating">
      {tone === 'done' ? <CircleCheck size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
      <span className="min-w-0 flex-1 py-1">{text}</span>
      {undo ? (
        <button
          type="button"
          onClick={() => undoAct(id)}
          className="h-8 rounded-md px-2.5 font-semibold underline-offset-4 hover:underline max-sm:h-11"
        >
          Desfazer
        </button>
      ) : null}
      <button
        type="button"
        aria-label="Fechar aviso"
        onClick={() => dismissToast(id)}
        className="grid size-8 place-items-center rounded-md opacity-80 hover:opacity-100 max-sm:size-11"
      >
        <X size={16} aria-hidden />
      </button>
    </div>
  )
}
