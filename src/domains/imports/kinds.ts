/** What is imported, in reading order: users wait for leads and carts; customers last, because guests come from orders. */
export const IMPORT_KINDS = ['leads', 'carts', 'orders', 'customers'] as const
