/** Statuses (without `wc-`) whose orders WooCommerce Analytics leaves out; every other order counts, refunds subtracted. */
export const UNCOUNTED_STATUSES: readonly string[] = [
  'pending',
  'failed',
  'cancelled',
  'draft',
  'auto-draft',
  'checkout-draft',
  'trash',
  'deleted',
]
