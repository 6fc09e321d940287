/** Counts what each key has open, and limits it. */
export class Places {
  private readonly taken = new Map<string, number>()
  constructor(private readonly perKey: number) {}

  /** @returns gives the place back, once however often it is called; null when the key has all it may have. */
  take(key: string): (() => void) | null {
    const open = this.taken.get(key) ?? 0
    if (open >= this.perKey) return null
    this.taken.set(key, open + 1)
    let taken = true
    return () => {
      if (!taken) return
      taken = false
      const left = (this.taken.get(key) ?? 1) - 1
      if (left > 0) this.taken.set(key, left)
      else this.taken.delete(key)
    }
  }
}
