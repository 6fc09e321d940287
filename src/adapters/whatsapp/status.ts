/**
 * The delivery status of a message, by rank. A later ack never lowers the rank, so acks may come in any order and any
 * number of times. `failed` stands below `delivered`: Meta may report delivery after failure, and the phone is right.
 */
export const DELIVERY_RANK = { accepted: 1, sent: 2, failed: 3, delivered: 4, read: 5, played: 6 } as const
export type DeliveryStatus = keyof typeof DELIVERY_RANK

/** The status after one more ack: the higher rank of both, which is the same as `greatest(rank, rank)` in SQL. */
export function mergeStatus(known: DeliveryStatus | null, next: DeliveryStatus): DeliveryStatus {
  return known !== null && DELIVERY_RANK[known] >= DELIVERY_RANK[next] ? known : next
}

/** Levels of WAHA and WPPConnect: below zero is an error, 0 is only their own queue (t-41). Null: not a delivery level. */
export function statusOfLevel(level: number): DeliveryStatus | null {
  if (level < 0) return 'failed'
  return (['accepted', 'sent', 'delivered', 'read', 'played'] as const)[level] ?? null
}
