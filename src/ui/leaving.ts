/** Asks the user, and calls `go` once they choose to leave. */
type Ask = (go: () => void) => void
const asking = new Set<Ask>()

/** Has `ask` decide before the page is left by a key, the palette, a list or Back, until the returned function is called. */
export function holdPage(ask: Ask): () => void {
  asking.add(ask)
  const release = holdBack(ask)
  return () => {
    asking.delete(ask)
    release()
  }
}

/** Goes elsewhere by `go`; a page with unsaved text asks first. Links ask by themselves. */
export function leavePage(go: () => void): void {
  const [ask] = asking
  if (ask) ask(go)
  else go()
}

/** The part of the browser's Navigation API that is used here; TypeScript's own library has none yet. */
type Traversal = Event & {
  navigationType: string
  cancelable: boolean
  destination: { key: string; url: string; sameDocument: boolean }
}
type Navigation = EventTarget & { traverseTo: (key: string) => unknown }

/** Stops Back and Forward inside the portal, where the browser lets them be stopped; beforeunload covers other documents. */
function holdBack(ask: Ask): () => void {
  const { navigation } = window as unknown as { navigation?: Navigation }
  if (!navigation) return () => undefined
  let isChosen = false
  const onNavigate = (event: Event) => {
    const { navigationType, cancelable, destination } = event as Traversal
    if (navigationType !== 'traverse' || !cancelable || isChosen || !destination.sameDocument) return
    if (isSamePage(destination.url)) return
    event.preventDefault()
    ask(() => {
      isChosen = true
      navigation.traverseTo(destination.key)
    })
  }
  navigation.addEventListener('navigate', onNavigate)
  return () => navigation.removeEventListener('navigate', onNavigate)
}

/** Whether an address is the page that is open, the place on it aside. */
export function isSamePage(url: string): boolean {
  const to = new URL(url, location.href)
  return to.origin === location.origin && to.pathname === location.pathname && to.search === location.search
}
