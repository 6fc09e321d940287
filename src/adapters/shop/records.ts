import type { ErrorCode } from '~/kernel/errors'
import type { Centavos } from '~/kernel/money'
import type { PhoneRecord } from '~/kernel/phone'

export type { PhoneRecord }

/** A contact of the shop. `emailKey` is trimmed lower case, null for placeholders such as deleted@site.invalid. */
export type ContactRecord = {
  name: string | null
  email: string | null
  emailKey: string | null
  phone: PhoneRecord
}

export type LeadRecord = ContactRecord & {
  externalId: number
  formPlugin: string
  formId: string
  formName: string | null
  size: string | null
  /** Every other field of the form, under the form's own key. */
  extra: Record<string, string>
  url: string | null
  capturedAt: Date
}

export type CartItemRecord = {
  /** 0 when the cart doesn't say. */
  productId: number
  variationId: number
  name: string | null
  quantity: number
  totalCentavos: Centavos
}

export type CartRecord = ContactRecord & {
  source: 'cartflows' | 'abandoned_cart_lite'
  externalId: number
  city: string | null
  uf: string | null
  items: CartItemRecord[]
  totalCentavos: Centavos
  couponCode: string | null
  /** The recovery link of the cart; null when the plugin has none. */
  recoveryUrl: string | null
  /** normal, abandoned, completed, lost */
  pluginStatus: string
  unsubscribed: boolean
  lastActivityAt: Date
  /** Portuguese: what of the cart couldn't be read. The contact is kept all the same. */
  problems: string[]
}

export type OrderItemRecord = {
  externalId: number
  type: string
  name: string
  productId: number | null
  variationId: number | null
  quantity: number
  totalCentavos: Centavos
}

export type RefundRecord = {
  externalId: number
  amountCentavos: Centavos
  reason: string | null
  refundedAt: Date
}

/** A vendor's part of a marketplace's order: an order of its own in the shop, counted in its parent. */
export type OrderPartRecord = { id: number; totalCentavos: Centavos }

export type OrderRecord = ContactRecord & {
  externalId: number
  /** The shop's own number as its customers see it; null where that is the id. */
  shopNumber: string | null
  /** Its bare counter; null with it. */
  numberPlain: string | null
  /** Without `wc-`. Trash is imported as `trash`; drafts are no orders and never come. */
  status: string
  currency: string
  totalCentavos: Centavos
  shippingCentavos: Centavos
  taxCentavos: Centavos
  discountCentavos: Centavos
  placedAt: Date
  /** The shop has no creation date: the nearest trustworthy one is used. */
  placedEstimated: boolean
  paidAt: Date | null
  completedAt: Date | null
  modifiedAt: Date | null
  paymentMethod: string | null
  paymentTitle: string | null
  createdVia: string | null
  shopUserId: number
  taxId: string | null
  city: string | null
  uf: string | null
  items: OrderItemRecord[]
  refunds: RefundRecord[]
  /** A subscription's renewal, created automatically. */
  renewal: boolean
  parts: OrderPartRecord[]
  /** Portuguese sentences: what of the order could not be read. Without a readable total it is rejected. */
  problems: string[]
}

/**
 * A registered user of the shop, or a guest who only began a checkout: WooCommerce's analytics counts those too. Other
 * guests are derived from orders by domains/imports.
 */
export type AccountRecord = ContactRecord & {
  /** 0 for a guest. */
  shopUserId: number
  /** Id of a guest's unfinished checkout, which is no order; null for a registered user. */
  checkoutId: number | null
  taxId: string | null
  city: string | null
  uf: string | null
  registeredAt: Date | null
}

/** A row that could not be read: stored with its reason, and the import goes on. */
export type RefusedRecord = {
  sourceTable: string
  sourceKey: string
  reasonCode: string
  /** Portuguese; says what is wrong with the row. */
  reason: string
  /** The row as text, cut at 4 kB. */
  raw: Record<string, string | null>
}

export type RecordOf = { leads: LeadRecord; carts: CartRecord; orders: OrderRecord; customers: AccountRecord }
export type ShopKind = keyof RecordOf

/** One keyset page. `cursor` resumes after it; `read` counts source entities, records + refused. */
export type ShopPage<K extends ShopKind> = {
  records: RecordOf[K][]
  refused: RefusedRecord[]
  read: number
  cursor: string
}

/**
 * Half-open times [from, to); null is unbounded. Leads by capture, carts by last activity, orders by creation **or
 * modification** in the range.
 */
export type ShopRange = { from: Date | null; to: Date | null }

/**
 * Accepted form keys per field; compared without accents and case (t-17). An unmapped key is guessed by its name, after
 * the mapped ones; an ignored one is never used.
 */
export type FieldMapping = {
  name: string[]
  whatsapp: string[]
  size: string[]
  email: string[]
  ignored: string[]
}

export type ShopForm = {
  plugin: string
  id: string
  name: string | null
  entries: number
  fields: string[]
  /** How often each field was filled in, and its last value. */
  seen: { field: string; count: number; sample: string }[]
}

/** The identity of a shop: `loja.com.br`, and marks of its tables by name. */
export type ShopIdentity = { address: string | null; marks: Record<string, string> }

/** Facts about a shop, read once when it is opened. */
export type ShopFacts = {
  serverVersion: string
  /** Authoritative order store, by the shop's own option (t-5). */
  storage: 'hpos' | 'posts' | null
  timezone: string
  currency: string
  cartSource: 'cartflows' | 'abandoned_cart_lite' | null
  hasLeads: boolean
  /** Null when nothing identifies it. */
  identity: ShopIdentity | null
  /** Portuguese warnings: plugin tables missing and the like. */
  warnings: string[]
}

/** An open shop, however it is reached. Always close it. */
export interface Shop {
  readonly facts: ShopFacts
  forms(): Promise<ShopForm[]>
  /** Rows that `pages` will read, or null when counting would be slow. */
  expected(kind: ShopKind, range: ShopRange): Promise<number | null>
  /** Keyset pages in ascending key order, after a cursor. Never a query over 5 s on the shop. */
  pages<K extends ShopKind>(
    kind: K,
    options: { range: ShopRange; after: string | null; mapping: FieldMapping },
  ): AsyncGenerator<ShopPage<K>>
  /**
   * Which of these orders the shop still has, in any state. Null when that can't be known, as when it has no order
   * tables. `complete`: any order not listed is deleted; an export file may just not reach so far.
   */
  existingOrders(ids: readonly number[]): Promise<{ found: Set<number>; complete: boolean } | null>
  close(): Promise<void>
}

export type MysqlSettings = {
  host: string
  port: number
  database: string
  username: string
  password: string
  tls: boolean
}
export type SshSettings = {
  host: string
  port: number
  username: string
  password: string | null
  privateKey: string | null
  /** `SHA256:…` pinned; null on first use. */
  hostKey: string | null
}

/** How to reach a shop. A dump is a stream of its bytes, opened again for each read. */
export type ShopConfig =
  | { kind: 'mysql'; prefix: string; mysql: MysqlSettings }
  | { kind: 'ssh'; prefix: string; mysql: MysqlSettings; ssh: SshSettings }
  | { kind: 'dump'; prefix: string; fileName: string; open: () => AsyncIterable<Uint8Array> }

export type ShopTestStep = {
  step: 'ssh' | 'tcp' | 'login' | 'database' | 'file' | 'table'
  /** Host, table… */
  subject: string
  ok: boolean
  /** Portuguese: what was found, or what to do. */
  message: string
  /** Of the error that ended the test at this step. */
  code?: ErrorCode
}

/** imp-2: which step failed, which store, which forms. `hostKey` is the SSH server's key as seen, for approval. */
export type ShopTest = {
  ok: boolean
  steps: ShopTestStep[]
  facts: ShopFacts | null
  forms: ShopForm[]
  hostKey: string | null
}
