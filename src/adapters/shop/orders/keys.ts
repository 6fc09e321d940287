/** Where plugins store the number that a shop shows: as displayed, the most complete first. */
export const SHOWN_NUMBER_KEYS = [
  '_order_number_formatted',
  '_alg_wc_full_custom_order_number',
  '_ywson_custom_number_order_complete',
  '_order_number',
  '_alg_wc_custom_order_number',
  '_wcj_order_number',
  '_custom_order_number',
] as const
/** Where they store its bare counter. */
export const PLAIN_NUMBER_KEYS = [
  '_order_number',
  '_alg_wc_custom_order_number',
  '_ywson_custom_number_order',
  '_wcj_order_number',
] as const

/**
 * Set on orders that a subscription renews automatically; a switch or a new subscription is bought at the checkout, as
 * any order.
 */
export const RENEWAL_KEYS = ['_subscription_renewal', 'is_a_renew', 'wps_sfw_renewal_order'] as const

/** Set on a vendor's part of an order by Dokan, MultiVendorX (WCMp) and YITH. */
export const PART_KEYS = ['_dokan_vendor_id', '_vendor_id', '_wcmp_suborder', '_mvx_suborder'] as const
/** Set on the order that they split. */
export const SPLIT_KEYS = [
  'has_sub_order',
  'has_wcmp_sub_order',
  'has_mvx_sub_order',
  '_has_sub_order',
] as const

/** Read in both stores. */
const KIND_KEYS = [
  ...SHOWN_NUMBER_KEYS,
  ...PLAIN_NUMBER_KEYS,
  ...RENEWAL_KEYS,
  ...PART_KEYS,
  ...SPLIT_KEYS,
] as const

/** Meta keys that are read, by table. Nothing else is ever fetched: one meta of a shop may weigh 200 kB. */
export const POST_ORDER_KEYS: ReadonlySet<string> = new Set([
  '_order_currency',
  '_order_total',
  '_order_tax',
  '_order_shipping',
  '_order_shipping_tax',
  '_cart_discount',
  '_payment_method',
  '_payment_method_title',
  '_created_via',
  '_customer_user',
  '_date_paid',
  '_date_completed',
  '_paid_date',
  '_completed_date',
  '_billing_first_name',
  '_billing_last_name',
  '_billing_company',
  '_billing_email',
  '_billing_phone',
  '_billing_city',
  '_billing_state',
  '_billing_country',
  '_billing_cellphone',
  '_billing_persontype',
  '_billing_cpf',
  '_billing_cnpj',
  ...KIND_KEYS,
])

export const HPOS_ORDER_KEYS: ReadonlySet<string> = new Set([
  '_billing_cellphone',
  '_billing_persontype',
  '_billing_cpf',
  '_billing_cnpj',
  // Both are columns of their own there; old shops that moved to it left them behind.
  '_date_paid',
  '_paid_date',
  ...KIND_KEYS,
])

export const REFUND_KEYS: ReadonlySet<string> = new Set(['_refund_amount', '_refund_reason', '_order_total'])

export const ITEM_KEYS: ReadonlySet<string> = new Set([
  '_product_id',
  '_variation_id',
  '_qty',
  '_line_total',
  'cost',
  'discount_amount',
  'tax_amount',
  'shipping_tax_amount',
])

/** What the block checkout stores while a shopper fills it in. */
export const CHECKOUT_DRAFTS = ['wc-checkout-draft', 'checkout-draft'] as const

/** Statuses of drafts, which aren't orders yet. */
export const DRAFTS = [
  'auto-draft',
  'draft',
  ...CHECKOUT_DRAFTS,
  'wc-auto-draft',
  'wc-draft',
  'inherit',
  'new',
] as const
