/** What a toast says; `undo` adds *Desfazer*. */
export type Toast = { id: number; text: string; tone: 'done' | 'failed'; undo?: () => void | Promise<void> }

let toasts: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says that something was done. With `undo`, offers *Desfazer* for as long as it is seen. */
export function toastDone(text: string, undo?: Toast['undo']): void {
  change([...toasts.slice(-2), { id: nextId++, text, tone: 'done', ...(undo ? { undo } : {}) }])
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
