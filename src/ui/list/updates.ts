/** How long after an act of the user an update may still be its outcome. */
const OWN_MS = 5_000

let askedAt = -Infinity
let ownAt = -Infinity
let underWay = false

/** The page is about to be read again because something changed elsewhere, not because the user asked. */
export function updatesAsked(): void {
  askedAt = performance.now()
}

/** The user did something: the rows may follow it at once. */
export function ownActDone(): void {
  ownAt = performance.now()
}

/**
 * Whether the rows that arrived come from an update alone: then no row that the user reads is moved. Two updates may be on
 * their way at once, so an arrival ends none: the user's last act decides.
 */
export function areUpdates(): boolean {
  return askedAt > ownAt + OWN_MS
}

/** Another page was asked for and isn't there yet. Reading this one again now could take its place. */
export function navigationUnderWay(): boolean {
  return underWay
}

export function setNavigation(pending: boolean): void {
  underWay = pending
}

export type Held = {
  /** The rows in sight, in their places; some may have left the page as the server has it. */
  shown: readonly string[]
  /** Rows that would stand among or above them: they come when the user asks. */
  fresh: readonly string[]
  gone: readonly string[]
}

/** What a list in sight becomes by a page that arrived unasked: rows at its end are added, no other moves. Pure. */
export function holdRows(shown: readonly string[], page: readonly string[]): Held {
  const known = new Set(shown)
  const lastKnown = page.findLastIndex((id) => known.has(id))
  if (shown.length === 0) return { shown: page, fresh: [], gone: [] }
  const onPage = new Set(page)
  const fresh = (lastKnown < 0 ? page : page.slice(0, lastKnown)).filter((id) => !known.has(id))
  // Rows that come push as many over the page's end: those are still in the list.
  const end = fresh.length === 0 ? shown.length : shown.findLastIndex((id) => onPage.has(id)) + 1
  return {
    shown: lastKnown < 0 ? shown : [...shown, ...page.slice(lastKnown + 1)],
    fresh,
    gone: shown.slice(0, end).filter((id) => !onPage.has(id)),
  }
}

/** What the pill says; null: nothing waits. */
export function updatesText({ fresh, gone }: Pick<Held, 'fresh' | 'gone'>): string | null {
  if (fresh.length > 0) return fresh.length === 1 ? '1 novo' : `${String(fresh.length)} novos`
  if (gone.length > 0) return gone.length === 1 ? '1 saiu da lista' : `${String(gone.length)} saíram da lista`
  return null
}
