/** What the stream of an empresa reports (api/live); `reconnected` also begins every watch: read the state again. */
export const WATCHED_TOPICS = [
  'reconnected',
  'worker',
  'import',
  'notification',
  'connection',
  'conversation',
  'message',
  'sending',
  'rows',
] as const
export type WatchedTopic = (typeof WATCHED_TOPICS)[number]
type Watcher = (topic: WatchedTopic, data: string) => void
type Event = { topic: WatchedTopic; data: string }

/** A page that is drawn while something happens must not miss it. */
const REPLAY_MS = 5_000
/** How long a stream that the server rejected waits. */
const REST_MS = 15_000

const sources = new Map<string, Source>()

/** Calls `watcher` for what happens in the empresa, until the returned function is called. */
export function watchLive(empresa: string, watcher: Watcher): () => void {
  const source = sources.get(empresa) ?? new Source(empresa)
  sources.set(empresa, source)
  source.add(watcher)
  return () => {
    if (!source.remove(watcher)) return
    sources.delete(empresa)
    source.close()
  }
}

/**
 * One stream for all tabs of the browser: the tab that has the lock reads it and passes on what it receives, since a browser
 * opens few connections to one server. Without locks (plain http) each tab reads its own.
 */
class Source {
  private readonly watchers = new Set<Watcher>()
  private recent: (Event & { at: number })[] = []
  private readonly channel: BroadcastChannel
  private readonly closed = new AbortController()

  constructor(private readonly empresa: string) {
    const name = `retoma-live:${empresa}`
    this.channel = new BroadcastChannel(name)
    this.channel.addEventListener('message', ({ data }: MessageEvent<Event>) => this.emit(data))
    if (!('locks' in navigator)) {
      this.read()
      return
    }
    const { signal } = this.closed
    const whileLocked = () =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve())
        this.read()
      })
    navigator.locks.request(name, { signal }, whileLocked).catch(() => undefined)
  }

  add(watcher: Watcher): void {
    this.watchers.add(watcher)
    const since = performance.now() - REPLAY_MS
    const missed = this.recent.filter(({ at }) => at > since)
    if (missed.length > 0)
      queueMicrotask(() => {
        if (this.watchers.has(watcher)) for (const { topic, data } of missed) watcher(topic, data)
      })
  }

  /** @returns whether that was the last one. */
  remove(watcher: Watcher): boolean {
    return this.watchers.delete(watcher) && this.watchers.size === 0
  }

  close(): void {
    this.closed.abort()
    this.channel.close()
  }

  private read(): void {
    const { signal } = this.closed
    if (signal.aborted) return
    const stream = new EventSource(`/api/live/${this.empresa}`)
    const end = () => stream.close()
    signal.addEventListener('abort', end)
    const publish = (event: Event) => {
      if (signal.aborted) return
      this.emit(event)
      this.channel.postMessage(event)
    }
    for (const topic of WATCHED_TOPICS)
      stream.addEventListener(topic, ({ data }: MessageEvent<string>) => publish({ topic, data }))
    // What happened between the page's reading and this moment was reported to no page.
    stream.addEventListener('open', () => publish({ topic: 'reconnected', data: '' }))
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return
      signal.removeEventListener('abort', end)
      setTimeout(() => this.read(), REST_MS)
    })
  }

  private emit({ topic, data }: Event): void {
    const at = performance.now()
    this.recent = [
      ...this.recent.filter((event) => event.at > at - REPLAY_MS).slice(-50),
      { topic, data, at },
    ]
    for (const watcher of this.watchers) watcher(topic, data)
  }
}
