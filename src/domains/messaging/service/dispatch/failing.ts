const FIRST_REST_MS = 1_000
const MAX_REST_MS = 5 * 60_000

/**
 * Parts of connections whose last serving threw: each rests before the next one, twice as long every time up to five minutes, so
 * that what can't be mended by trying costs neither the log nor the others. Kept by this process alone.
 */
export class Failing {
  private readonly known = new Map<string, { until: number; restMs: number }>()

  /** What came of serving one. */
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
