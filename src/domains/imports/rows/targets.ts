import type {
  AccountRecord,
  CartRecord,
  ContactRecord,
  LeadRecord,
  OrderRecord,
  RecordOf,
} from '~/adapters/shop/records'
import { searchText } from '~/kernel/search-text'
import { accountKey, knownCheckouts } from './accounts'
import { numberKey } from '~/kernel/order-number'
import type { Target } from './target'

const CONTACT = {
  name: 'text',
  email: 'text',
  email_key: 'text',
  phone_raw: 'text',
  phone: 'text',
  phone_key: 'text',
  phone_status: 'phone_status',
} as const

const contactCells = ({ name, email, emailKey, phone }: ContactRecord) => [
  name,
  email,
  emailKey,
  phone.raw,
  phone.e164,
  phone.key,
  phone.status,
]

const digits = (text: string | null) => text?.replace(/\D/g, '') ?? null
/** `search` stands in indexes, whose entries end at 2.7 kB. */
const SEARCH_LENGTH = 400

const searchOf = (contact: ContactRecord, ...more: (string | null)[]) =>
  searchText(contact.name, contact.email, digits(contact.phone.e164 ?? contact.phone.raw), ...more).slice(
    0,
    SEARCH_LENGTH,
  )

const leads: Target<LeadRecord> = {
  table: 'leads',
  key: ['external_id'],
  identity: (lead) => String(lead.externalId),
  columns: {
    external_id: 'bigint',
    form_plugin: 'text',
    form_id: 'text',
    form_name: 'text',
    ...CONTACT,
    uf: 'char(2)',
    size: 'text',
    extra: 'jsonb',
    url: 'text',
    captured_at: 'timestamptz',
    search: 'text',
  },
  cells: (lead) => [
    lead.externalId,
    lead.formPlugin,
    lead.formId,
    lead.formName,
    ...contactCells(lead),
    lead.phone.uf,
    lead.size,
    lead.extra,
    lead.url,
    lead.capturedAt,
    searchOf(lead),
  ],
}

const carts: Target<CartRecord> = {
  table: 'carts',
  key: ['source', 'external_id'],
  identity: (cart) => `${cart.source}:${cart.externalId}`,
  columns: {
    source: 'cart_source',
    external_id: 'bigint',
    ...CONTACT,
    uf: 'char(2)',
    city: 'text',
    items: 'jsonb',
    total_centavos: 'bigint',
    coupon_code: 'text',
    recovery_url: 'text',
    plugin_status: 'text',
    unsubscribed: 'boolean',
    last_activity_at: 'timestamptz',
    problems: 'jsonb',
    search: 'text',
  },
  noted: (cart) => cart.problems.length > 0,
  cells: (cart) => [
    cart.source,
    cart.externalId,
    ...contactCells(cart),
    cart.uf ?? cart.phone.uf,
    cart.city,
    cart.items,
    cart.totalCentavos,
    cart.couponCode,
    cart.recoveryUrl,
    cart.pluginStatus,
    cart.unsubscribed,
    cart.lastActivityAt,
    cart.problems,
    searchOf(cart),
  ],
}

const orders: Target<OrderRecord> = {
  table: 'orders',
  key: ['external_id'],
  identity: (order) => String(order.externalId),
  columns: {
    external_id: 'bigint',
    shop_number: 'text',
    number_key: 'text',
    number_plain: 'text',
    status: 'text',
    currency: 'char(3)',
    total_centavos: 'bigint',
    shipping_centavos: 'bigint',
    tax_centavos: 'bigint',
    discount_centavos: 'bigint',
    refunded_centavos: 'bigint',
    placed_at: 'timestamptz',
    placed_estimated: 'boolean',
    paid_at: 'timestamptz',
    completed_at: 'timestamptz',
    modified_at: 'timestamptz',
    payment_method: 'text',
    payment_title: 'text',
    created_via: 'text',
    shop_user_id: 'bigint',
    ...CONTACT,
    tax_id: 'text',
    city: 'text',
    uf: 'char(2)',
    item_count: 'int',
    renewal: 'boolean',
    parts: 'jsonb',
    problems: 'jsonb',
    search: 'text',
  },
  noted: (order) => order.problems.length > 0,
  cells: (order) => [
    order.externalId,
    order.shopNumber,
    order.shopNumber === null ? null : numberKey(order.shopNumber),
    order.numberPlain,
    order.status,
    order.currency,
    order.totalCentavos,
    order.shippingCentavos,
    order.taxCentavos,
    order.discountCentavos,
    order.refunds.reduce((sum, refund) => sum + refund.amountCentavos, 0),
    order.placedAt,
    order.placedEstimated,
    order.paidAt,
    order.completedAt,
    order.modifiedAt,
    order.paymentMethod,
    order.paymentTitle,
    order.createdVia,
    order.shopUserId,
    ...contactCells(order),
    order.taxId,
    order.city,
    order.uf ?? order.phone.uf,
    order.items.reduce((sum, item) => sum + (item.type === 'line_item' ? Math.round(item.quantity) : 0), 0),
    order.renewal,
    order.parts,
    order.problems,
    searchOf(order, String(order.externalId), order.shopNumber),
  ],
  children: [
    {
      table: 'order_items',
      columns: {
        external_id: 'bigint',
        type: 'text',
        name: 'text',
        product_id: 'bigint',
        variation_id: 'bigint',
        quantity: 'numeric(12,3)',
        total_centavos: 'bigint',
      },
      cells: (order) =>
        order.items.map((item) => [
          item.externalId,
          item.type,
          item.name,
          item.productId,
          item.variationId,
          item.quantity,
          item.totalCentavos,
        ]),
    },
    {
      table: 'refunds',
      columns: {
        external_id: 'bigint',
        amount_centavos: 'bigint',
        reason: 'text',
        refunded_at: 'timestamptz',
      },
      cells: (order) =>
        order.refunds.map((refund) => [
          refund.externalId,
          refund.amountCentavos,
          refund.reason,
          refund.refundedAt,
        ]),
    },
  ],
}

const customers: Target<AccountRecord> = {
  table: 'shop_accounts',
  key: ['source_key'],
  identity: accountKey,
  known: knownCheckouts,
  columns: {
    source_key: 'text',
    shop_user_id: 'bigint',
    ...CONTACT,
    tax_id: 'text',
    city: 'text',
    uf: 'char(2)',
    registered_at: 'timestamptz',
    derived: 'boolean',
  },
  cells: (account) => [
    accountKey(account),
    account.shopUserId || null,
    ...contactCells(account),
    account.taxId,
    account.city,
    account.uf ?? account.phone.uf,
    account.registeredAt,
    account.checkoutId !== null,
  ],
}

export const TARGETS: { [K in keyof RecordOf]: Target<RecordOf[K]> } = { leads, carts, orders, customers }
