/** What a toast says; `undo` adds *Desfazer*. */
export type Toast = { id: number; text: string; tone: 'done' | 'failed'; undo?: () => void | Promise<void> }

let toasts: readonly Toast[] = []
let nextId = 1
/** The last act that can be undone, also after its toast has gone. */
let lastUndo: { id: number; undo: NonNullable<Toast['undo']> } | null = null
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says that something was done. With `undo`, offers *Desfazer* for as long as it is seen. */
export function toastDone(text: string, undo?: Toast['undo']): void {
  const id = nextId++
  if (undo) lastUndo = { id, undo }
  change([...toasts.slice(-2), { id, text, tone: 'done', ...(undo ? { undo } : {}) }])
}

/** Undoes an act by its toast, or the last one that can be undone, and says so; false when there is none. */
export function undoAct(id = lastUndo?.id): boolean {
  const undo =
    toasts.find((toast) => toast.id === id)?.undo ?? (lastUndo?.id === id ? lastUndo?.undo : undefined)
  if (id === undefined || !undo) return false
  if (lastUndo?.id === id) lastUndo = null
  dismissToast(id)
  const before = nextId
  // An act whose undo can itself be undone has shown its own toast already.
  const said = () => nextId > before
  void Promise.resolve(undo()).then(() => said() || toastDone('Desfeito.'), toastFailed)
  return true
}

/** Says that something failed, in the error's own words when it has some. */
export function toastFailed(error: unknown): void {
  const text = error instanceof Error && error.message ? error.message : 'Não deu certo. Tente de novo.'
  change([...toasts.slice(-2), { id: nextId++, text, tone: 'failed' }])
}

export function dismissToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id))
}

/** The store's two halves, for `useSyncExternalStore`. */
export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  read: () => toasts,
}
