import type { Shop } from '~/adapters/shop/records'

const IDLE_MS = 30_000
type Held = { shop: Promise<Shop>; users: number; idle?: NodeJS.Timeout }

/** Shops held open between the steps of a run, so that each step need not connect (or read an export file) again. */
export class OpenShops {
  private readonly held = new Map<string, Held>()

  /** Works with the run's shop, opening it when needed. A failure closes it: the next step starts clean. */
  async use<T>(runId: string, open: () => Promise<Shop>, work: (shop: Shop) => Promise<T>): Promise<T> {
    const held = this.held.get(runId) ?? { shop: open(), users: 0 }
    this.held.set(runId, held)
    clearTimeout(held.idle)
    held.users += 1
    try {
      return await work(await held.shop)
    } catch (error) {
      await this.drop(runId)
      throw error
    } finally {
      held.users -= 1
      // An idle shop must keep neither a connection of the tenant's host nor this process.
      if (held.users === 0) held.idle = setTimeout(() => void this.drop(runId), IDLE_MS).unref()
    }
  }

  /** Closes the run's shop, if this process holds one. */
  async drop(runId: string): Promise<void> {
    const held = this.held.get(runId)
    if (!held) return
    this.held.delete(runId)
    clearTimeout(held.idle)
    await held.shop.then((shop) => shop.close()).catch(() => undefined)
  }
}
