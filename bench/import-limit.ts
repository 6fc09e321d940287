import mysql, { type Connection } from 'mysql2'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'

/** The source rows of each kind, as plain scans of a posts shop: no joins, no sorting, no order of ours. */
const SCANS = (prefix: string) => ({
  leads: [
    `SELECT * FROM ${prefix}fv_enteries`,
    `SELECT data_id, meta_key, meta_value FROM ${prefix}fv_entry_meta`,
  ],
  carts: [`SELECT * FROM ${prefix}cartflows_ca_cart_abandonment`],
  orders: [
    `SELECT ID, post_type, post_status, post_date_gmt, post_modified_gmt, post_parent FROM ${prefix}posts WHERE post_type IN ('shop_order', 'shop_order_refund')`,
    `SELECT post_id, meta_key, meta_value FROM ${prefix}postmeta WHERE meta_key LIKE '\\_billing%' OR meta_key LIKE '\\_order%' OR meta_key LIKE '\\_payment%'
       OR meta_key LIKE '\\_date%' OR meta_key LIKE '\\_refund%' OR meta_key IN ('_customer_user', '_created_via', '_cart_discount', '_paid_date', '_completed_date')`,
    `SELECT order_item_id, order_id, order_item_type, order_item_name FROM ${prefix}woocommerce_order_items`,
    `SELECT order_item_id, meta_key, meta_value FROM ${prefix}woocommerce_order_itemmeta
       WHERE meta_key IN ('_product_id', '_variation_id', '_qty', '_line_total', 'cost', 'discount_amount', 'tax_amount', 'shipping_tax_amount')`,
  ],
})

/** What each kind leaves in our tables, and the key that its upsert goes by. */
const TABLES = {
  leads: [['leads', 'external_id']],
  carts: [['carts', 'source, external_id']],
  orders: [
    ['orders', 'external_id'],
    ['order_items', 'order_id, external_id'],
    ['refunds', 'order_id, external_id'],
  ],
} as const

export type Kind = keyof typeof TABLES
export const LIMIT_KINDS = Object.keys(TABLES) as Kind[]

/** Streams every row of a statement and forgets it. @returns how many. */
function scan(shop: Connection, statement: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0
    shop
      .query({ sql: statement, rowsAsArray: true, typeCast: (field) => field.buffer() })
      .stream({ highWaterMark: 1000 })
      .on('data', () => rows++)
      .on('error', reject)
      .on('end', () => resolve(rows))
  })
}

/**
 * Seconds that bare SQL needs for one kind: its source rows out of MariaDB by plain scans, and the rows that an import
 * left in our tables COPYed and upserted into logged tables with the same indexes, without row-level security,
 * foreign keys, progress or mapping between. `url` is a superuser's.
 */
export async function limitOf(
  kind: Kind,
  shopUrl: string,
  prefix: string,
  url: string,
  empresaId: string,
): Promise<{ read: number; write: number; scanned: number }> {
  const shop = mysql.createConnection(shopUrl)
  const client = new pg.Client(url)
  await client.connect()
  try {
    const start = performance.now()
    let scanned = 0
    for (const statement of SCANS(prefix)[kind]) scanned += await scan(shop, statement)
    const read = (performance.now() - start) / 1000
    let write = 0
    await client.query('CREATE SCHEMA IF NOT EXISTS bare')
    for (const [table, key] of TABLES[kind]) {
      await client.query(
        `DROP TABLE IF EXISTS bare.${table}; CREATE TABLE bare.${table} (LIKE public.${table} INCLUDING ALL)`,
      )
      const chunks: Buffer[] = []
      const out = client.query(
        copyTo(`COPY (SELECT * FROM ${table} WHERE empresa_id = '${empresaId}') TO STDOUT`),
      )
      for await (const chunk of out) chunks.push(chunk as Buffer)
      const began = performance.now()
      await client.query('BEGIN')
      await client.query(`CREATE TEMP TABLE staged (LIKE bare.${table}) ON COMMIT DROP`)
      const source = new PassThrough()
      const done = pipeline(source, client.query(copyFrom('COPY staged FROM STDIN')))
      for (const chunk of chunks) source.write(chunk)
      source.end()
      await done
      const columns = await client.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'bare.${table}'::regclass AND attnum > 0 AND NOT attisdropped`,
      )
      const set = columns.rows.map(({ name }) => `${name} = excluded.${name}`).join(', ')
      await client.query(
        `INSERT INTO bare.${table} SELECT * FROM staged ON CONFLICT (empresa_id, ${key}) DO UPDATE SET ${set}`,
      )
      await client.query('COMMIT')
      write += (performance.now() - began) / 1000
    }
    return { read, write, scanned }
  } finally {
    shop.destroy()
    await client.end()
  }
}
