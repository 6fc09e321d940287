import type {
  RecordOf,
  RefusedRecord,
  Shop,
  ShopFacts,
  ShopKind,
  ShopPage,
  ShopRange,
} from '~/adapters/shop/records'
import { emailKey } from '~/kernel/br'
import { centavos } from '~/kernel/money'
import { parsePhone } from '~/kernel/phone'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { StartInput } from './schema'
import { saveConnection } from './service/connections'
import { measureRun } from './service/prepare-run'
import { readSlice } from './service/read-slice'
import { finishRun, setStage } from './service/run-state'
import { startImport } from './service/start-import'

const FACTS: ShopFacts = {
  serverVersion: 'fake',
  storage: 'hpos',
  timezone: 'America/Sao_Paulo',
  currency: 'BRL',
  cartSource: 'cartflows',
  hasLeads: true,
  identity: null,
  warnings: [],
}

type Rows = { [K in ShopKind]?: RecordOf[K][] }

/** A shop in memory, under the same contract as the real ones. `beforePage` may throw, as a network does. */
export class FakeShop implements Shop {
  facts: ShopFacts = FACTS
  readonly refused = new Map<ShopKind, RefusedRecord[]>()
  pageSize = 3
  /** False: an export file. */
  live = true
  beforePage: (kind: ShopKind, after: string | null) => void | Promise<void> = () => undefined
  closed = false

  constructor(readonly rows: Rows) {}

  forms = () => Promise.resolve([])
  existingOrders = (ids: readonly number[]) => {
    const has = new Set((this.rows.orders ?? []).map((order) => order.externalId))
    return Promise.resolve({ found: new Set(ids.filter((id) => has.has(id))), complete: this.live })
  }
  expected = (kind: ShopKind, _range: ShopRange) => Promise.resolve(this.rows[kind]?.length ?? 0)
  close = () => Promise.resolve(void (this.closed = true))

  async *pages<K extends ShopKind>(
    kind: K,
    { after }: { after: string | null },
  ): AsyncGenerator<ShopPage<K>> {
    const rows: RecordOf[K][] = this.rows[kind] ?? []
    for (let at = Number(after ?? 0); at < rows.length; at += this.pageSize) {
      await this.beforePage(kind, at === 0 ? null : String(at))
      const records = rows.slice(at, at + this.pageSize)
      const refused = at === 0 ? (this.refused.get(kind) ?? []) : []
      yield { records, refused, read: records.length + refused.length, cursor: String(at + this.pageSize) }
    }
  }
}

const contact = (name: string, email: string | null, phone: string | null) => ({
  name,
  email,
  emailKey: emailKey(email),
  phone: parsePhone(phone),
})
const at = (n: number) => new Date(Date.UTC(2026, 9, 1, 12, n))

/** Records that look like a shop's; `n` is the shop's own id. */
export const fakeLead = (n: number, over: Partial<RecordOf['leads']> = {}): RecordOf['leads'] => ({
  ...contact(`Lead ${n}`, `lead${n}@pessoa.test`, `(11) 98765-${1000 + n}`),
  externalId: n,
  formPlugin: 'elementor',
  formId: 'f1',
  formName: 'Contato',
  size: '38',
  extra: { Cidade: 'São Paulo' },
  url: null,
  capturedAt: at(n),
  ...over,
})

export const fakeCart = (n: number, over: Partial<RecordOf['carts']> = {}): RecordOf['carts'] => ({
  ...contact(`Cliente ${n}`, `cliente${n}@pessoa.test`, `(21) 98765-${1000 + n}`),
  source: 'cartflows',
  externalId: n,
  city: null,
  uf: null,
  items: [{ productId: 1, variationId: 0, name: 'Sandália', quantity: 1, totalCentavos: centavos(19_990) }],
  totalCentavos: centavos(19_990),
  couponCode: null,
  recoveryUrl: null,
  pluginStatus: 'abandoned',
  unsubscribed: false,
  lastActivityAt: at(n),
  problems: [],
  ...over,
})

export const fakeOrder = (n: number, over: Partial<RecordOf['orders']> = {}): RecordOf['orders'] => ({
  ...contact(`Cliente ${n}`, `cliente${n}@pessoa.test`, `(21) 98765-${1000 + n}`),
  externalId: n,
  shopNumber: null,
  numberPlain: null,
  status: 'completed',
  currency: 'BRL',
  totalCentavos: centavos(21_490),
  shippingCentavos: centavos(1_500),
  taxCentavos: centavos(0),
  discountCentavos: centavos(0),
  placedAt: at(n),
  placedEstimated: false,
  paidAt: at(n),
  completedAt: null,
  modifiedAt: at(n),
  paymentMethod: 'pix',
  paymentTitle: 'PIX',
  createdVia: 'checkout',
  shopUserId: 0,
  taxId: null,
  city: 'Recife',
  uf: 'PE',
  items: [
    {
      externalId: n * 10,
      type: 'line_item',
      name: 'Sandália',
      productId: 1,
      variationId: null,
      quantity: 1,
      totalCentavos: centavos(19_990),
    },
    {
      externalId: n * 10 + 1,
      type: 'shipping',
      name: 'Correios',
      productId: null,
      variationId: null,
      quantity: 1,
      totalCentavos: centavos(1_500),
    },
  ],
  refunds: [],
  renewal: false,
  parts: [],
  problems: [],
  ...over,
})

export const fakeAccount = (n: number, over: Partial<RecordOf['customers']> = {}): RecordOf['customers'] => ({
  ...contact(`Cliente ${n}`, `cliente${n}@pessoa.test`, null),
  shopUserId: n,
  checkoutId: null,
  taxId: null,
  city: null,
  uf: null,
  registeredAt: at(n),
  ...over,
})

/** A connection to start imports with. */
export async function makeConnection(scope: EmpresaScope): Promise<void> {
  const fields = {
    prefix: 'wp_',
    host: 'loja.test',
    port: 3306,
    database: 'loja',
    username: 'leitor',
    password: 'segredo',
    tls: false,
  }
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'mysql', ...fields }))
}

/** What the background function does, without an engine: for tests of what an import leaves behind. @returns the run. */
export async function importAll(scope: EmpresaScope, shop: Shop, input: StartInput = {}): Promise<string> {
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { connection: 'mysql', ...input }))
  await resume(scope, shop, id)
  return id
}

/** Goes on with a run from wherever it stands. */
export async function resume(scope: EmpresaScope, shop: Shop, runId: string): Promise<void> {
  if (!(await withEmpresaSql(scope, (ctx) => setStage(ctx, runId, 'Conectando à loja')))) return
  for (const kind of await measureRun(scope, shop, runId)) {
    for (;;) {
      const { done, active } = await readSlice(scope, shop, runId, kind, 0)
      if (!active) return
      if (done) break
    }
  }
  await withEmpresaSql(scope, (ctx) => finishRun(ctx, runId))
}
