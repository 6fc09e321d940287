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
])

export const HPOS_ORDER_KEYS: ReadonlySet<string> = new Set([
  '_billing_cellphone',
  '_billing_persontype',
  '_billing_cpf',
  '_billing_cnpj',
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

/** What the block checkout keeps while a person fills it in. */
export const CHECKOUT_DRAFTS = ['wc-checkout-draft', 'checkout-draft'] as const

/** Statuses of what is not an order yet. */
export const DRAFTS = [
  'auto-draft',
  'draft',
  ...CHECKOUT_DRAFTS,
  'wc-auto-draft',
  'wc-draft',
  'inherit',
  'new',
] as const
