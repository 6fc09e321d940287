import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ADDRESS_HEADER } from './request-info'

export type RateLimit = { perSecond: number; burst: number }
type Bucket = { tokens: number; at: number }

/** Far above what a user with many tabs does, far below what hurts other users. */
export const REQUESTS_PER_ADDRESS: RateLimit = { perSecond: 40, burst: 400 }
/** Maximum of buckets kept; the one longest unused, by now the fullest, is dropped first. */
const MAX_BUCKETS = 20_000

/** Token buckets of this process, one per key. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>()
  constructor(private readonly limit: RateLimit) {}

  /** Takes one request, or with `cost` 0 only looks. @returns seconds to wait, 0 when it may pass. */
  take(key: string, now: Date, cost: 0 | 1 = 1): number {
    const { perSecond, burst } = this.limit
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now.getTime() }
    const tokens = Math.min(
      burst,
      bucket.tokens + (Math.max(0, now.getTime() - bucket.at) / 1000) * perSecond,
    )
    const passes = tokens >= 1
    // Re-inserted, so that the map's order is that of the last use.
    this.buckets.delete(key)
    this.buckets.set(key, { tokens: passes ? tokens - cost : tokens, at: now.getTime() })
    if (this.buckets.size > MAX_BUCKETS) this.forget()
    return passes ? 0 : Math.ceil((1 - tokens) / perSecond)
  }

  private forget(): void {
    const [oldest] = this.buckets.keys()
    if (oldest !== undefined) this.buckets.delete(oldest)
  }
}

/** Seconds that this request's client has to wait, 0 when it may pass. With `cost` 0 it isn't counted. */
export function secondsToWait(limiter: RateLimiter, headers: Headers, now: Date, cost: 0 | 1 = 1): number {
  const address = headers.get(ADDRESS_HEADER)
  return isOneClient(address) ? limiter.take(clientKey(address), now, cost) : 0
}

/** The client that a limit counts: of IPv6 the /64 that one line is given, since its owner has all of it. */
export function clientKey(address: string | null): string {
  if (!address || isIP(address) === 0) return address ?? 'unknown'
  const ip = ipaddr.process(address)
  if (ip instanceof ipaddr.IPv4) return ip.toString()
  return `${ip.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}

/** True for an address that stands for one client: loopback is this machine itself, or a proxy that wasn't counted. */
export function isOneClient(address: string | null): address is string {
  if (!address || isIP(address) === 0) return false
  return ipaddr.process(address).range() !== 'loopback'
}
