const FIRST_REST_MS = 1_000
const MAX_REST_MS = 5 * 60_000

/**
 * Parts of connections that threw when last served: each rests before the next try, twice as long every time up to five
 * minutes, so that a permanent error burdens neither the log nor the others. Kept in this process only.
 */
export class Failing {
  private readonly known = new Map<string, { until: number; restMs: number }>()

  /** Records whether serving one failed. */
  note(id: string, failed: boolean, now: Date): void {
    if (!failed) {
      this.known.delete(id)
      return
    }
    const before = this.known.get(id)
    const restMs = before ? Math.min(before.restMs * 2, MAX_REST_MS) : FIRST_REST_MS
    this.known.set(id, { until: now.getTime() + restMs, restMs })
  }

  rests(id: string, now: Date): boolean {
    return now.getTime() < (this.known.get(id)?.until ?? 0)
  }
}
