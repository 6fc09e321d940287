import type { RequestInfo } from './tenancy/unit'

/** Set by the server itself from the socket (instrumentation.ts); what a client sends under this name is overwritten. */
export const ADDRESS_HEADER = 'x-retoma-address'

/**
 * The client's address: the socket's peer, or the entry that the outermost of our `trustedProxies` added.
 * Entries further left were written by the client and are never believed.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  const hops = [...(forwardedFor ?? '').split(',').map((hop) => hop.trim()), peer ?? ''].filter(Boolean)
  return hops.at(-1 - Math.min(trustedProxies, hops.length - 1)) ?? 'unknown'
}

/** Where a request came from, as the audit log keeps it. */
export function requestInfo(headers: Headers, path: string | null): RequestInfo {
  return { ip: headers.get(ADDRESS_HEADER), path }
}
