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
  /** Every other field of the form, under the key the form gave it. */
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
  /** Where the shopper finds the cart again; null when the plugin has no such address. */
  recoveryUrl: string | null
  /** normal, abandoned, completed, lost */
  pluginStatus: string
  unsubscribed: boolean
  lastActivityAt: Date
  /** Portuguese: what of the cart couldn't be read. The person is kept all the same. */
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

/** A vendor's part of a marketplace's order: an order of the shop by itself, counted in its parent. */
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
  /** The shop gives no creation date: the nearest trustworthy one stands in. */
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
  /** A subscription's renewal, which comes by itself. */
  renewal: boolean
  parts: OrderPartRecord[]
  /** Portuguese sentences: what of the order could not be read. The total decides whether it is one. */
  problems: string[]
}

/**
 * A registered user of the shop, or a guest who only began a checkout: WooCommerce's analytics counts those too.
 * Other guests are derived from orders by domains/imports.
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

/** A row that could not be read: kept with its reason, the import goes on. */
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

/** Half-open instants [from, to); null is unbounded. Leads by capture, carts by last activity, orders by creation **or modification** in the range. */
export type ShopRange = { from: Date | null; to: Date | null }

/**
 * Accepted form keys per field; compared without accents and case (t-17). A key that stands nowhere is taken for what its
 * name says, after those that do; one that is ignored never is.
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
  /** How often each field was filled in, and what was last written there. */
  seen: { field: string; count: number; sample: string }[]
}

/** What tells a shop from any other: `loja.com.br`, and marks of its tables by name. */
export type ShopIdentity = { address: string | null; marks: Record<string, string> }

/** What a shop is, read once when it is opened. */
export type ShopFacts = {
  serverVersion: string
  /** Authoritative order store, by the shop's own option (t-5). */
  storage: 'hpos' | 'posts' | null
  timezone: string
  currency: string
  cartSource: 'cartflows' | 'abandoned_cart_lite' | null
  hasLeads: boolean
  /** Null when nothing tells it from another. */
  identity: ShopIdentity | null
  /** Portuguese warnings: plugin tables missing and the like. */
  warnings: string[]
}

/** An open shop, whatever way it is reached. Close it always. */
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
   * Which of these orders the shop still has, in any state. Null when that can't be known, as when it has no order tables.
   * `complete`: what isn't among them is gone; an export file may just not reach so far.
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
