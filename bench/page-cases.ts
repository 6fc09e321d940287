import { createHash } from 'node:crypto'
import type { Caller } from '../src/wiring/caller'

/** A page's question through the whole stack, and the least SQL that answers it ($1 is the empresa). */
export type PageCase = { name: string; page: () => Promise<unknown>; sql: string[] }

const empresa = 'volume'
const LATEST_ORDER = `coalesce(last_order_at, '0001-01-01 00:00:00+00'::timestamptz)`
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

/** Ids of the volume are digests, so that a case can name one. */
function volumeId(name: string): string {
  const hex = createHash('md5').update(name).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}

/** The inbox and the log of messages: what an operator has open all day. */
function inboxCases({ conversations, messaging }: Caller): PageCase[] {
  const inbox = (input: Omit<Parameters<typeof conversations.list>[0], 'empresa'>) => () =>
    conversations.list({ empresa, ...input, size: 40 })
  const log = (input: Omit<Parameters<typeof messaging.messages.list>[0], 'empresa'>) => () =>
    messaging.messages.list({ empresa, ...input })
  const threads = (where = '') => [
    `SELECT * FROM conversations WHERE ${mine} AND (last_inbound_at IS NOT NULL OR last_human_at IS NOT NULL) ${where}
     ORDER BY last_message_at DESC, id DESC LIMIT 41`,
    `SELECT status, count(*) FROM conversations WHERE ${mine} AND (last_inbound_at IS NOT NULL OR last_human_at IS NOT NULL) GROUP BY status`,
  ]
  const messages = (where = '') => [
    `SELECT * FROM messages WHERE ${mine} ${where} ORDER BY created_at DESC, id DESC LIMIT 51`,
    count(`messages WHERE ${mine} ${where}`),
  ]
  const named = (pattern: string) =>
    `AND contact_id IN (SELECT id FROM contacts WHERE ${mine} AND search LIKE '${pattern}' LIMIT 1000)`
  const phone = `AND contact_id IN (SELECT id FROM contacts WHERE ${mine} AND phone_key >= '1160012' AND phone_key < '1160013')`
  const campaign = volumeId('campaign7')
  return [
    { name: 'conversas', page: inbox({}), sql: threads() },
    {
      name: 'conversas, waiting',
      page: inbox({ status: 'aguardando' }),
      sql: threads(`AND status = 'aguardando'`),
    },
    { name: 'conversas, unread', page: inbox({ unread: 'sim' }), sql: threads('AND unread > 0') },
    { name: 'conversas, name', page: inbox({ q: 'celia viana' }), sql: threads(named('%celia%viana%')) },
    { name: 'conversas, common name', page: inbox({ q: 'celia' }), sql: threads(named('%celia%')) },
    { name: 'conversas, no match', page: inbox({ q: 'zoraide' }), sql: threads(named('%zoraide%')) },
    { name: 'conversas, phone beginning', page: inbox({ q: '11 60012' }), sql: threads(phone) },
    {
      name: 'conversas, one conversation',
      page: () => conversations.thread({ empresa, id: volumeId('talk77') }),
      sql: messages(`AND contact_id = '${volumeId('contact77')}'`),
    },
    { name: 'registro', page: log({}), sql: messages() },
    { name: 'registro, waiting', page: log({ state: 'pendente' }), sql: messages(`AND state = 'pendente'`) },
    { name: 'registro, uncertain', page: log({ state: 'incerta' }), sql: messages(`AND state = 'incerta'`) },
    { name: 'registro, received', page: log({ direction: 'in' }), sql: messages(`AND direction = 'in'`) },
    {
      name: 'registro, failed (none)',
      page: log({ state: 'falhou' }),
      sql: messages(`AND state = 'falhou'`),
    },
    {
      name: 'registro, code',
      page: log({ code: 'pediu_para_parar' }),
      sql: messages(`AND state_code = 'pediu_para_parar'`),
    },
    {
      name: 'registro, campaign',
      page: log({ campaignId: campaign }),
      sql: messages(`AND subject_type = 'campaign' AND subject_id = '${campaign}'`),
    },
    { name: 'registro, name', page: log({ q: 'celia viana' }), sql: messages(named('%celia%viana%')) },
    { name: 'registro, common name', page: log({ q: 'celia' }), sql: messages(named('%celia%')) },
    { name: 'registro, phone beginning', page: log({ q: '11 60012' }), sql: messages(phone) },
    {
      name: 'registro, provider number',
      page: log({ q: `3EB0${createHash('md5').update('777').digest('hex')}` }),
      sql: [`SELECT * FROM messages WHERE ${mine} AND provider_message_id = '3EB0'`],
    },
  ]
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
    ...inboxCases(caller),
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
      name: 'pedidos, no match',
      page: () => orders.list({ empresa, q: 'zoraide quixote' }),
      sql: list('orders', 'placed_at', `${mine} AND email_key = 'nobody'`),
    },
    {
      name: 'pedidos, figures since the beginning',
      page: () => reports.figures({ empresa }),
      sql: [
        `SELECT metric, sum(count), sum(centavos) FROM daily_figures WHERE ${mine} AND metric IN ('orders', 'refunds') GROUP BY metric`,
      ],
    },
    {
      name: 'pedidos, statuses',
      page: () => orders.statuses({ empresa }),
      sql: [`SELECT status FROM orders WHERE ${mine} ORDER BY status LIMIT 1`],
    },
    {
      name: 'clientes',
      page: () => customers.list({ empresa }),
      sql: list('customers', LATEST_ORDER),
    },
    {
      name: 'clientes by value',
      page: () => customers.list({ empresa, sort: '-valor' }),
      sql: list('customers', 'net_centavos'),
    },
    {
      name: 'clientes with two orders or more',
      page: () => customers.list({ empresa, group: 'recorrente' }),
      sql: list('customers', LATEST_ORDER, `${mine} AND orders_count >= 2`),
    },
    {
      name: 'clientes new in 30 days',
      page: () => customers.list({ empresa, period: '30dias' }),
      sql: list('customers', LATEST_ORDER, `${mine} AND first_order_at >= '2026-10-22T03:00Z'`),
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
      name: 'carrinhos, no match',
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
      page: () => reports.figures({ empresa, period: '30dias' }),
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
      name: 'leads, no match',
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
