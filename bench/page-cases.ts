import type { Caller } from '../src/wiring/caller'

/** A page's question through the whole stack, and the least SQL that answers it ($1 is the empresa). */
export type PageCase = { name: string; page: () => Promise<unknown>; sql: string[] }

const empresa = 'volume'
const count = (from: string) => `SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT 10001) t`
const mine = 'empresa_id = $1::uuid'
const DEEP = 40

/** Page number `DEEP` of a list: where an offset would have become slow. */
async function deepCursor(
  list: (cursor: string | undefined) => Promise<{ next: string | null }>,
): Promise<string | undefined> {
  let cursor: string | undefined
  for (let page = 1; page < DEEP; page++) cursor = (await list(cursor)).next ?? undefined
  return cursor
}

/** Every list, its usual filters, searches and figures. */
export async function pageCases(caller: Caller): Promise<PageCase[]> {
  const { orders, customers, carts, leads, reports } = caller
  const ordersCursor = await deepCursor((cursor) => orders.list({ empresa, cursor, size: 200 }))
  const cartsCursor = await deepCursor((cursor) => carts.list({ empresa, cursor, size: 200 }))
  const list = (table: string, order: string, where = mine) => [
    `SELECT * FROM ${table} WHERE ${where} ORDER BY ${order} DESC, id DESC LIMIT 51`,
    count(`${table} WHERE ${where}`),
  ]
  const byPhone = `${mine} AND phone_key >= '1160012' AND phone_key < '1160013'`
  const days = `daily_figures WHERE ${mine} AND day >= '2026-10-22' AND day <= '2026-11-20'`
  return [
    { name: 'pedidos', page: () => orders.list({ empresa }), sql: list('orders', 'placed_at') },
    {
      name: 'pedidos, page 40 of 200',
      page: () => orders.list({ empresa, cursor: ordersCursor }),
      sql: list('orders', 'placed_at'),
    },
    {
      name: 'pedidos by status',
      page: () => orders.list({ empresa, status: 'on-hold' }),
      sql: list('orders', 'placed_at', `${mine} AND status = 'on-hold'`),
    },
    {
      name: 'pedidos that count',
      page: () => orders.list({ empresa, status: 'contam' }),
      sql: list(
        'orders',
        'placed_at',
        `${mine} AND status NOT IN ('pending', 'failed', 'cancelled', 'trash')`,
      ),
    },
    {
      name: 'pedidos by value',
      page: () => orders.list({ empresa, sort: '-valor' }),
      sql: list('orders', 'total_centavos'),
    },
    {
      name: 'pedidos of 30 days',
      page: () => orders.list({ empresa, period: '30dias' }),
      sql: list('orders', 'placed_at', `${mine} AND placed_at >= '2026-10-22T03:00Z'`),
    },
    {
      name: 'pedidos, number',
      page: () => orders.list({ empresa, q: '#777777' }),
      sql: list('orders', 'placed_at', `${mine} AND external_id = 777777`),
    },
    {
      name: 'pedidos, phone beginning',
      page: () => orders.list({ empresa, q: '11 60012' }),
      sql: list('orders', 'placed_at', byPhone),
    },
    {
      name: 'pedidos, e-mail',
      page: () => orders.list({ empresa, q: 'pessoa4321@' }),
      sql: list(
        'orders',
        'placed_at',
        `${mine} AND email_key >= 'pessoa4321@' AND email_key < 'pessoa4321A'`,
      ),
    },
    {
      name: 'pedidos, common name',
      page: () => orders.list({ empresa, q: 'ana' }),
      sql: list('orders', 'placed_at', `${mine} AND starts_with(search, 'ana')`),
    },
    {
      name: 'pedidos, two names',
      page: () => orders.list({ empresa, q: 'celia viana' }),
      sql: list('orders', 'placed_at', `${mine} AND search LIKE '%celia viana%'`),
    },
    {
      name: 'pedidos, nobody',
      page: () => orders.list({ empresa, q: 'zoraide quixote' }),
      sql: list('orders', 'placed_at', `${mine} AND email_key = 'nobody'`),
    },
    {
      name: 'pedidos, figures',
      page: () => orders.stats({ empresa, period: '30dias' }),
      sql: [`SELECT sum(count), sum(centavos) FROM ${days} AND metric = 'orders'`],
    },
    {
      name: 'pedidos, statuses',
      page: () => orders.statuses({ empresa }),
      sql: [`SELECT status FROM orders WHERE ${mine} ORDER BY status LIMIT 1`],
    },
    {
      name: 'clientes',
      page: () => customers.list({ empresa }),
      sql: list('customers', 'coalesce(last_order_at, first_seen_at)'),
    },
    {
      name: 'clientes by value',
      page: () => customers.list({ empresa, sort: '-valor' }),
      sql: list('customers', 'net_centavos'),
    },
    {
      name: 'clientes with two orders or more',
      page: () => customers.list({ empresa, group: 'recorrente' }),
      sql: list('customers', 'coalesce(last_order_at, first_seen_at)', `${mine} AND orders_count >= 2`),
    },
    {
      name: 'clientes new in 30 days',
      page: () => customers.list({ empresa, period: '30dias' }),
      sql: list(
        'customers',
        'coalesce(last_order_at, first_seen_at)',
        `${mine} AND first_order_at >= '2026-10-22T03:00Z'`,
      ),
    },
    {
      name: 'clientes, name',
      page: () => customers.list({ empresa, q: 'celia viana' }),
      sql: [`SELECT customer_id FROM customer_words WHERE ${mine} AND word = 'celia' LIMIT 2000`],
    },
    {
      name: 'clientes, palette',
      page: () => customers.search({ empresa, q: 'ana bar' }),
      sql: [`SELECT customer_id FROM customer_words WHERE ${mine} AND word = 'ana' LIMIT 2000`],
    },
    {
      name: 'clientes, recurrence',
      page: () => customers.recurrence({ empresa }),
      sql: [`SELECT count(*), count(*) FILTER (WHERE orders_count >= 2) FROM customers WHERE ${mine}`],
    },
    { name: 'carrinhos', page: () => carts.list({ empresa }), sql: list('carts', 'last_activity_at') },
    {
      name: 'carrinhos, page 40 of 200',
      page: () => carts.list({ empresa, cursor: cartsCursor }),
      sql: list('carts', 'last_activity_at'),
    },
    {
      name: 'carrinhos waiting',
      page: () => carts.list({ empresa, status: 'aguardando' }),
      sql: list('carts', 'last_activity_at', `${mine} AND status = 'aguardando'`),
    },
    {
      name: 'carrinhos waiting, nothing sent',
      page: () => carts.list({ empresa, status: 'aguardando', sent: 'nenhum' }),
      sql: list(
        'carts',
        'last_activity_at',
        `${mine} AND status = 'aguardando' AND email_sent_at IS NULL AND whatsapp_sent_at IS NULL`,
      ),
    },
    {
      name: 'carrinhos by value',
      page: () => carts.list({ empresa, sort: '-valor' }),
      sql: list('carts', 'total_centavos'),
    },
    {
      name: 'carrinhos, name',
      page: () => carts.list({ empresa, q: 'celia viana' }),
      sql: list('carts', 'last_activity_at', `${mine} AND search LIKE '%celia viana%'`),
    },
    {
      name: 'carrinhos, nobody',
      page: () => carts.list({ empresa, q: 'zoraide quixote' }),
      sql: list('carts', 'last_activity_at', `${mine} AND email_key = 'nobody'`),
    },
    {
      name: 'carrinhos, phone beginning',
      page: () => carts.list({ empresa, q: '11 60012' }),
      sql: list('carts', 'last_activity_at', byPhone),
    },
    {
      name: 'carrinhos, figures',
      page: () => carts.stats({ empresa, period: '30dias' }),
      sql: [`SELECT metric, sum(count), sum(centavos) FROM ${days} GROUP BY metric`],
    },
    { name: 'leads', page: () => leads.list({ empresa }), sql: list('leads', 'captured_at') },
    {
      name: 'leads to contact',
      page: () => leads.list({ empresa, contacted: 'nao', client: 'nao' }),
      sql: list('leads', 'captured_at', `${mine} AND contacted_at IS NULL AND customer_id IS NULL`),
    },
    {
      name: 'leads, name',
      page: () => leads.list({ empresa, q: 'celia viana' }),
      sql: list('leads', 'captured_at', `${mine} AND search LIKE '%celia viana%'`),
    },
    {
      name: 'leads, nobody',
      page: () => leads.list({ empresa, q: 'zoraide quixote' }),
      sql: list('leads', 'captured_at', `${mine} AND email_key = 'nobody'`),
    },
    {
      name: 'leads, figures',
      page: () => leads.stats({ empresa, period: '30dias' }),
      sql: [`SELECT count(*) FROM leads WHERE ${mine} AND captured_at >= '2026-10-22'`],
    },
    {
      name: 'leads, figures since the beginning',
      page: () => leads.stats({ empresa }),
      sql: [`SELECT count(*), count(customer_id), count(contacted_at) FROM leads WHERE ${mine}`],
    },
    {
      name: 'leads, choices',
      page: () => leads.options({ empresa }),
      sql: [`SELECT size, count(*) FROM leads WHERE ${mine} GROUP BY size`],
    },
    {
      name: 'hoje, 30 days',
      page: () => reports.dashboard({ empresa, period: '30dias' }),
      sql: [`SELECT day, metric, count, centavos FROM ${days}`],
    },
    {
      name: 'hoje, since the beginning',
      page: () => reports.dashboard({ empresa, period: 'tudo' }),
      sql: [`SELECT day, metric, count, centavos FROM daily_figures WHERE ${mine}`],
    },
  ]
}
