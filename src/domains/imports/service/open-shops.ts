import type { Shop } from '~/adapters/shop/records'

const IDLE_MS = 30_000
type OpenShop = { shop: Promise<Shop>; users: number; idle?: NodeJS.Timeout }

/** Shops kept open between the steps of a run, so that each step need not connect (or read an export file) again. */
export class OpenShops {
  private readonly shops = new Map<string, OpenShop>()

  /** Works with the run's shop, opening it when needed. A failure closes it: the next step starts clean. */
  async use<T>(runId: string, open: () => Promise<Shop>, work: (shop: Shop) => Promise<T>): Promise<T> {
    const entry = this.shops.get(runId) ?? { shop: open(), users: 0 }
    this.shops.set(runId, entry)
    clearTimeout(entry.idle)
    entry.users += 1
    try {
      return await work(await entry.shop)
    } catch (error) {
      await this.drop(runId)
      throw error
    } finally {
      entry.users -= 1
      // An idle shop must keep neither a connection of the tenant's host nor this process.
      if (entry.users === 0) entry.idle = setTimeout(() => void this.drop(runId), IDLE_MS).unref()
    }
  }

  /** Closes the run's shop, if this process has one. */
  async drop(runId: string): Promise<void> {
    const entry = this.shops.get(runId)
    if (!entry) return
    this.shops.delete(runId)
    clearTimeout(entry.idle)
    await entry.shop.then((shop) => shop.close()).catch(() => undefined)
  }
}
