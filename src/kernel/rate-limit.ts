import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export type RateLimit = { perSecond: number; burst: number }
type Bucket = { tokens: number; at: number }

/** Far above what a person with many tabs does, far below what hurts the others. */
export const REQUESTS_PER_ADDRESS: RateLimit = { perSecond: 40, burst: 400 }
/** Buckets kept at most; full ones say nothing and go first. */
const MAX_BUCKETS = 20_000

/** Token buckets of this process, one per key. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>()
  constructor(private readonly limit: RateLimit) {}

  /** Takes one request. @returns seconds to wait, 0 when it may pass. */
  take(key: string, now: Date): number {
    const { perSecond, burst } = this.limit
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now.getTime() }
    const tokens = Math.min(
      burst,
      bucket.tokens + (Math.max(0, now.getTime() - bucket.at) / 1000) * perSecond,
    )
    const passes = tokens >= 1
    // Re-inserted, so that the map's order is that of the last use.
    this.buckets.delete(key)
    this.buckets.set(key, { tokens: passes ? tokens - 1 : tokens, at: now.getTime() })
    if (this.buckets.size > MAX_BUCKETS) this.forget()
    return passes ? 0 : Math.ceil((1 - tokens) / perSecond)
  }

  private forget(): void {
    const [oldest] = this.buckets.keys()
    if (oldest !== undefined) this.buckets.delete(oldest)
  }
}

/** True for an address that stands for one client: loopback is this machine itself, or a proxy that wasn't counted. */
export function isOneClient(address: string | null): address is string {
  if (!address || isIP(address) === 0) return false
  return ipaddr.process(address).range() !== 'loopback'
}
