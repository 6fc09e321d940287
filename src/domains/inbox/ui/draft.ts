'use client'
import { useCallback, useSyncExternalStore } from 'react'

/**
 * An answer that isn't sent yet. `once` stays the same while it is edited: a double click, or a later one, sends once.
 */
export type Draft = { body: string; once: string }

const CHANGED = 'retoma:rascunho'
/** Asks the answer box for the cursor. */
export const INSERTED = 'retoma:rascunho-incluido'
const keyOf = (id: string) => `retoma:rascunho:${id}`

/** Reads the stored draft; null for nothing, and for what isn't a draft. */
export function parseDraft(text: string | null): Draft | null {
  if (text === null) return null
  try {
    const { body, once } = JSON.parse(text) as Partial<Record<keyof Draft, unknown>>
    return typeof body === 'string' && typeof once === 'string' ? { body, once } : null
  } catch {
    return null
  }
}

/** The draft after its text changed; an empty one is none, so the next answer has a key of its own. */
export function redraft(draft: Draft | null, body: string, newId: () => string): Draft | null {
  return body === '' ? null : { body, once: draft?.once ?? newId() }
}

/** Inserts a text into an answer: on a line of its own, after the existing text. */
export function appended(body: string, text: string): string {
  return body.trim() === '' ? text : `${body.trimEnd()}\n${text}`
}

/** Inserts a text into the answer of a conversation and leaves the cursor there. */
export function insertIntoDraft(id: string, text: string): void {
  const draft = parseDraft(sessionStorage.getItem(keyOf(id)))
  keep(
    id,
    redraft(draft, appended(draft?.body ?? '', text), () => crypto.randomUUID()),
  )
  window.dispatchEvent(new Event(INSERTED))
}

function keep(id: string, draft: Draft | null): void {
  if (draft) sessionStorage.setItem(keyOf(id), JSON.stringify(draft))
  else sessionStorage.removeItem(keyOf(id))
  window.dispatchEvent(new Event(CHANGED))
}

/**
 * The unsent answer of one conversation, kept by this tab until it is sent: also when another conversation is opened.
 */
export function useDraft(id: string): [draft: Draft | null, write: (body: string) => void] {
  const text = useSyncExternalStore(
    subscribe,
    useCallback(() => sessionStorage.getItem(keyOf(id)), [id]),
    () => null,
  )
  const draft = parseDraft(text)
  const write = (body: string) => {
    keep(
      id,
      redraft(draft, body, () => crypto.randomUUID()),
    )
  }
  return [draft, write]
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener)
  return () => window.removeEventListener(CHANGED, listener)
}
