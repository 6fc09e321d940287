import type { MariaDb } from '../mariadb/server'

/** Ids of copy n lie n strides above the original's; meta and item ids need wider ones. */
const STRIDE = 100_000
const WIDE_STRIDE = 1_000_000

type Expressions = Record<string, string>

const shifted = (column: string, stride = STRIDE) => `t.\`${column}\` + s.n * ${stride}`
const shiftedUnlessZero = (column: string) =>
  `IF(coalesce(t.\`${column}\`, 0) = 0, t.\`${column}\`, t.\`${column}\` + s.n * ${STRIDE})`
/** Copies lie further back in time, so that they spread over months. */
const earlier = (column: string) => `DATE_SUB(t.\`${column}\`, INTERVAL s.n * 37 MINUTE)`
/** Three in four copies are another customer; the fourth comes back. */
const otherCustomer = (column: string) =>
  `IF(coalesce(t.\`${column}\`, '') = '' OR s.n % 4 = 0, t.\`${column}\`, CONCAT('k', s.n, '.', t.\`${column}\`))`
const later = (columns: string[], change: (column: string) => string): Expressions =>
  Object.fromEntries(columns.map((column) => [column, change(column)]))

const POSTS = later(['post_date', 'post_date_gmt', 'post_modified', 'post_modified_gmt'], earlier)
const ORDER_POSTS = (prefix: string) =>
  `t.post_id IN (SELECT ID FROM \`${prefix}posts\` WHERE ID < ${STRIDE} AND post_type IN ('shop_order', 'shop_order_refund'))`

/** What each table's copies change, and which rows are copied. */
function plan(
  prefix: string,
  storage: 'posts' | 'hpos',
): [table: string, change: Expressions, where: string][] {
  const posts: [string, Expressions, string][] = [
    [
      'postmeta',
      {
        meta_id: 'NULL',
        post_id: shifted('post_id'),
        meta_value: `IF(t.meta_key = '_billing_email', ${otherCustomer('meta_value')}, t.meta_value)`,
      },
      ORDER_POSTS(prefix),
    ],
    [
      'posts',
      { ID: shifted('ID'), post_parent: shiftedUnlessZero('post_parent'), ...POSTS },
      "t.post_type IN ('shop_order', 'shop_order_refund')",
    ],
  ]
  const hpos: [string, Expressions, string][] = [
    [
      'wc_orders',
      {
        id: shifted('id'),
        parent_order_id: shiftedUnlessZero('parent_order_id'),
        billing_email: otherCustomer('billing_email'),
        ...later(['date_created_gmt', 'date_updated_gmt'], earlier),
      },
      't.id > 0',
    ],
    [
      'wc_order_addresses',
      { id: 'NULL', order_id: shifted('order_id'), email: otherCustomer('email') },
      't.id > 0',
    ],
    ['wc_order_operational_data', { id: 'NULL', order_id: shifted('order_id') }, 't.id > 0'],
    ['wc_orders_meta', { id: 'NULL', order_id: shifted('order_id') }, 't.id > 0'],
  ]
  return [
    ...(storage === 'posts' ? posts : hpos),
    [
      'woocommerce_order_itemmeta',
      { meta_id: 'NULL', order_item_id: shifted('order_item_id', WIDE_STRIDE) },
      't.meta_id > 0',
    ],
    [
      'woocommerce_order_items',
      { order_item_id: shifted('order_item_id', WIDE_STRIDE), order_id: shifted('order_id') },
      't.order_item_id > 0',
    ],
    ['fv_entry_meta', { id: shifted('id', WIDE_STRIDE), data_id: 't.data_id + s.n * 100000' }, 't.id > 0'],
    ['fv_enteries', { id: shifted('id') }, 't.id > 0'],
    [
      'cartflows_ca_cart_abandonment',
      {
        id: shifted('id'),
        session_id: 'LEFT(SHA2(CONCAT(t.session_id, s.n), 256), 32)',
        time: earlier('time'),
      },
      't.id > 0',
    ],
  ]
}

/**
 * Makes a loaded shop `times` larger, original included. For volume only: no plugin wrote the copies. Each copy is
 * written after the one before, so that the rows of an order lie together as in a shop that grew.
 */
export async function multiplyShop(
  mariadb: MariaDb,
  database: string,
  prefix: string,
  storage: 'posts' | 'hpos',
  times: number,
): Promise<void> {
  for (const [table, change, where] of plan(prefix, storage)) {
    const name = `${prefix}${table}`
    const listed = await mariadb.sql(
      '',
      `SELECT column_name FROM information_schema.columns WHERE table_schema = '${database}' AND table_name = '${name}' ORDER BY ordinal_position`,
    )
    const columns = listed.trim().split('\n')
    const values = columns.map((column) => change[column] ?? `t.\`${column}\``)
    const copy = (n: number) =>
      `INSERT INTO \`${name}\` (${columns.map((column) => `\`${column}\``).join(', ')})
       SELECT ${values.join(', ')} FROM x_original AS t, (SELECT ${n} AS n) AS s;`
    await mariadb.sql(
      database,
      `SET SESSION unique_checks = 0, foreign_key_checks = 0, sql_mode = '';
       CREATE TABLE x_original LIKE \`${name}\`; INSERT INTO x_original SELECT * FROM \`${name}\` AS t WHERE ${where};
       BEGIN; ${Array.from({ length: times - 1 }, (_, index) => copy(index + 1)).join('\n')} COMMIT;
       DROP TABLE x_original`,
    )
  }
}
