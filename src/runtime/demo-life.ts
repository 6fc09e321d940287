import type { CartRecord, OrderRecord, RecordOf, ShopKind } from '~/adapters/shop/records'
import { unifyCustomers } from '~/domains/customers/unify'
import { deriveAccounts } from '~/domains/imports/rows/accounts'
import { writeRecords } from '~/domains/imports/rows/page'
import { matchCarts } from '~/domains/recovery/service'
import { refreshDailyFigures } from '~/domains/reports/daily'
import { addLocalDays, localDay, type Clock } from '~/kernel/clock'
import { log } from '~/kernel/log'
import { parsePhone } from '~/kernel/phone'
import { listForSchedule } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { comesBack, demoDay, FIRST_ID, orderOfCart, type Basket, type Form, type ShopDay } from './demo-day'
import { DEMO_FILE_NAME } from './demo-shop'

/** How often the fast-forward reads the shop, as an import would. */
const LOOK_MS = 3 * 3_600_000
/** How often when no page is open. */
const UNWATCHED_LOOK_MS = 6 * 3_600_000
/** How often the customers are unified: it costs the most. */
const UNIFY_MS = 4 * 86_400_000
/** A cart whose customer hasn't come back within that time is left alone. */
const DAYS_TO_COME_BACK = 8

/**
 * The demonstration's shop during a fast-forward: its carts, orders and leads come through the import's own rows, and
 * customers that a message reached come back and buy. Only an empresa that began with the demonstration's file lives on,
 * from where the fast-forward began. `pass` is called at every step, `end` where it ends.
 */
export function demoLife(clock: Clock, unwatched = false): { pass(): Promise<void>; end(): Promise<void> } {
  let since = clock()
  let unifiedAt = since
  const look = async (isLast: boolean) => {
    const now = clock()
    const unify = isLast || now.getTime() - unifiedAt.getTime() >= UNIFY_MS
    for (const { id } of await listForSchedule())
      await withEmpresaSql(systemScope(id, 'Loja de demonstração', clock), (ctx) =>
        liveOn(ctx, since, now, { unify, figures: !unwatched }),
      ).catch((error: unknown) =>
        log('app').error({ err: error, empresaId: id }, 'the shop stands still during the fast-forward'),
      )
    since = now
    if (unify) unifiedAt = now
  }
  return {
    pass: async () => {
      if (clock().getTime() - since.getTime() >= (unwatched ? UNWATCHED_LOOK_MS : LOOK_MS)) await look(false)
    },
    end: () => look(true),
  }
}

/** What happens in an empresa's shop after `since` and up to `now`, with its figures. Repeated, it changes nothing. */
export async function liveOn(
  ctx: EmpresaSqlCtx,
  since: Date,
  now: Date,
  { unify, figures }: { unify: boolean; figures: boolean },
): Promise<void> {
  const known = await ctx.sql.query('SELECT 1 FROM import_files WHERE empresa_id = $1 AND name = $2', [
    ctx.empresaId,
    DEMO_FILE_NAME,
  ])
  if (known.rowCount === 0) return
  const { leads, carts, orders: ofDays } = await between(ctx, since, now)
  // An order that was placed and paid since comes twice: as it stands now.
  const orders = [
    ...new Map(
      [...ofDays, ...(await comingBack(ctx, now))].map((order) => [order.externalId, order]),
    ).values(),
  ]
  if (leads.length > 0) await writeRecords(ctx, 'leads', leads)
  if (carts.length > 0) await writeRecords(ctx, 'carts', carts)
  if (orders.length > 0) await writeRecords(ctx, 'orders', await numbered(ctx, orders))
  const moved = await moveOrders(ctx, now)
  if (unify) {
    await deriveAccounts(ctx)
    await unifyCustomers(ctx)
  }
  if (carts.length + orders.length > 0 || moved > 0) await matchCarts(ctx)
  if (figures && (leads.length + carts.length + orders.length + moved > 0 || unify))
    await refreshDailyFigures(ctx)
}

/** The orders with the numbers that the shop gave them: they rise with the time at which each was placed. */
async function numbered(ctx: EmpresaSqlCtx, orders: readonly OrderRecord[]): Promise<OrderRecord[]> {
  const ids = orders.map(({ externalId }) => externalId)
  const { rows } = await ctx.sql.query<{ id: string; number: string }>(
    'SELECT external_id AS id, shop_number AS number FROM orders WHERE empresa_id = $1 AND external_id = ANY ($2::bigint[]) AND shop_number IS NOT NULL',
    [ctx.empresaId, ids],
  )
  const given = new Map(rows.map(({ id, number }) => [Number(id), number]))
  const last = await ctx.sql.query<{ last: number }>(
    `SELECT greatest((SELECT max(external_id) FROM orders WHERE empresa_id = $1 AND external_id < $2),
       (SELECT max(number_plain::bigint) FROM orders WHERE empresa_id = $1 AND external_id >= $2))::int AS last`,
    [ctx.empresaId, FIRST_ID],
  )
  let next = last.rows[0]?.last ?? 0
  return [...orders]
    .sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime())
    .map((order) => {
      // A number is also taken by every product and picture that the shop adds in between.
      const number = given.get(order.externalId) ?? String((next += 1 + (order.externalId % 3)))
      given.set(order.externalId, number)
      return { ...order, shopNumber: number, numberPlain: number }
    })
}

/** Paid orders are completed within days, and unpaid ones cancelled, as the shop does. @returns how many orders. */
async function moveOrders(ctx: EmpresaSqlCtx, now: Date): Promise<number> {
  const concluded = 'paid_at + make_interval(hours => (30 + external_id % 55)::int)'
  const given = "placed_at + interval '3 days'"
  const { rowCount } = await ctx.sql.query(
    `UPDATE orders SET status = CASE WHEN paid_at IS NULL THEN 'cancelled' ELSE 'completed' END,
       completed_at = CASE WHEN paid_at IS NOT NULL THEN ${concluded} END
     WHERE empresa_id = $1 AND external_id >= $2
       AND (status = 'processing' AND ${concluded} <= $3 OR status = 'on-hold' AND paid_at IS NULL AND ${given} <= $3)`,
    [ctx.empresaId, FIRST_ID, now],
  )
  return rowCount ?? 0
}

const SEEN: { [K in keyof ShopDay]: (record: RecordOf[K]) => Date } = {
  leads: ({ capturedAt }) => capturedAt,
  carts: ({ lastActivityAt }) => lastActivityAt,
  orders: ({ modifiedAt, placedAt }) => modifiedAt ?? placedAt,
}

async function between(ctx: EmpresaSqlCtx, since: Date, now: Date): Promise<ShopDay> {
  const { timezone } = ctx.empresa
  const shelf = await shelfOf(ctx)
  const found: ShopDay = { leads: [], carts: [], orders: [] }
  if (shelf.baskets.length === 0 || shelf.forms.length === 0) return found
  const kept = <K extends keyof ShopDay & ShopKind>(kind: K, records: RecordOf[K][]) =>
    records.filter((record) => SEEN[kind](record) > since && SEEN[kind](record) <= now)
  // An order is paid a day after it was placed at the latest.
  for (
    let day = addLocalDays(localDay(since, timezone), -1);
    day <= localDay(now, timezone);
    day = addLocalDays(day, 1)
  ) {
    const { leads, carts, orders } = demoDay(day, timezone, shelf)
    found.leads.push(...kept('leads', leads))
    found.carts.push(...kept('carts', carts))
    found.orders.push(...kept('orders', orders))
  }
  return found
}

/** Baskets and forms of the shop's own past. */
async function shelfOf(ctx: EmpresaSqlCtx) {
  const baskets = await ctx.sql.query<Basket>(
    `SELECT items, total_centavos AS "totalCentavos", coupon_code AS "couponCode", recovery_url AS "recoveryUrl" FROM carts
     WHERE empresa_id = $1 AND external_id < $2 AND total_centavos > 0 ORDER BY external_id LIMIT 100`,
    [ctx.empresaId, FIRST_ID],
  )
  const forms = await ctx.sql.query<Form>(
    `SELECT form_plugin AS "formPlugin", form_id AS "formId", form_name AS "formName", size, url FROM leads
     WHERE empresa_id = $1 AND external_id < $2 ORDER BY external_id LIMIT 50`,
    [ctx.empresaId, FIRST_ID],
  )
  return { baskets: baskets.rows, forms: forms.rows }
}

type Left = Omit<CartRecord, 'phone'> & { phone: string | null; reached: Date[] }

/** Orders of those who come back to a cart by now, unasked or for one of the messages that reached them. */
async function comingBack(ctx: EmpresaSqlCtx, now: Date) {
  const { rows } = await ctx.sql.query<Left>(
    `SELECT c.external_id AS "externalId", c.name, c.email, c.email_key AS "emailKey", c.phone, c.city, c.uf, c.items,
       c.total_centavos AS "totalCentavos", c.coupon_code AS "couponCode", c.recovery_url AS "recoveryUrl",
       c.last_activity_at AS "lastActivityAt",
       ARRAY (SELECT m.sent_at FROM messages AS m WHERE m.empresa_id = $1 AND m.subject_type = 'cart' AND m.subject_id = c.id
         AND m.state IN ('entregue', 'lida') AND m.sent_at IS NOT NULL ORDER BY m.sent_at) AS reached
     FROM carts AS c WHERE c.empresa_id = $1 AND c.external_id >= $2 AND c.status <> 'recuperado' AND c.last_activity_at > $3
     ORDER BY c.external_id`,
    [ctx.empresaId, FIRST_ID, new Date(now.getTime() - DAYS_TO_COME_BACK * 86_400_000)],
  )
  return rows.flatMap((cart) => {
    const times = [cart.lastActivityAt, ...cart.reached].flatMap((from, n) => {
      const minutes = comesBack(cart.externalId, n)
      return minutes === null ? [] : from.getTime() + Math.round(minutes) * 60_000
    })
    const at = Math.min(...times)
    if (!(at <= now.getTime())) return []
    return orderOfCart({ ...cart, phone: parsePhone(cart.phone) }, new Date(at))
  })
}
