/** What is imported, in the order of reading: people wait for leads and carts; customers last, because guests come from orders. */
export const IMPORT_KINDS = ['leads', 'carts', 'orders', 'customers'] as const
