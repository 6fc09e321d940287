import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { UNCOUNTED_STATUSES } from './counted'
import * as sql from './unify-sql'

/** From this many e-mails and phones on, a customer may be several who share one: counted and logged, never cut. */
const CROWDED_KEYS = 20

/** Locked while the customers of an empresa ($1) are unified, and while one of them is edited. */
export const LOCK = "hashtextextended('customers:' || $1, 0)"

/** What one run wrote. `created` to `pointed` are zero when nothing changed since the last. */
export type UnifyRun = {
  people: number
  created: number
  updated: number
  removed: number
  pointed: number
  /** Customers known by 20 keys or more, and the most keys of one. */
  crowded: number
  largest: number
  rounds: number
}

/**
 * Finds the customers behind orders and shop accounts: rows that share an e-mail or a phone, directly or through others,
 * are one (ord-2). Rows without either key stay alone or follow their shop account. Ids survive: merged customers keep
 * the one seen first. Fills customers and customer_keys; points orders, accounts, carts, leads and contacts at them.
 * Writes differences only.
 */
export async function unifyCustomers(ctx: EmpresaSqlCtx): Promise<UnifyRun> {
  const { empresaId, now } = ctx
  const run = async (text: string, values: unknown[] = [empresaId]) =>
    (await ctx.sql.query(text, values)).rowCount ?? 0
  const analyze = (...tables: string[]) => ctx.sql.query(`ANALYZE ${tables.join(', ')}`)
  await run(`SELECT pg_advisory_xact_lock(${LOCK})`)
  await ctx.sql.query("SET LOCAL work_mem = '128MB'")

  await ctx.sql.query(sql.MAKE_ROWS)
  await run(sql.FILL_ROWS)
  await run(sql.FILL_EDITED)
  await run(sql.FILL_NODES, [])
  await analyze('unify_rows', 'unify_nodes')
  await run(sql.FILL_EDGES, [])
  await run(sql.FILL_ANCHORS)
  const rounds = await contract(ctx)
  await run(sql.FILL_KEYS, [])
  await analyze('unify_keys')
  const people = await run(sql.FILL_COMPONENTS)
  await analyze('unify_components')
  await run(sql.FILL_WHO, [])
  await analyze('unify_who')
  await run(sql.FILL_PEOPLE, [empresaId, UNCOUNTED_STATUSES])
  await run(sql.APPLY_EDITS)
  await run(sql.FILL_SEARCH, [])
  await analyze('unify_people')

  const created = await run(sql.INSERT_PEOPLE, [empresaId, now])
  const updated = await run(sql.UPDATE_PEOPLE)
  await run(sql.MERGE_NOTES)
  await run(sql.MERGE_EDITS)
  const keys = (await run(sql.DELETE_KEYS)) + (await run(sql.WRITE_KEYS))
  let pointed = keys
  for (const text of [
    sql.POINT_ORDERS,
    sql.POINT_ACCOUNTS,
    sql.pointFollowers('carts'),
    sql.pointFollowers('leads'),
    sql.POINT_CONTACTS,
  ])
    pointed += await run(text)
  const removed = await run(sql.DELETE_PEOPLE)
  await run(sql.EMPTY_KEPT_PEOPLE)

  const { rows } = await ctx.sql.query<{ crowded: number; largest: number }>(sql.COUNT_CROWDED, [
    CROWDED_KEYS,
  ])
  const { crowded = 0, largest = 0 } = rows[0] ?? {}
  if (crowded > 0) ctx.log.info({ crowded, largest }, 'customers known by very many e-mails and phones')
  return { people, created, updated, removed, pointed, crowded, largest, rounds }
}

/** Contracts edges until none is left; then every key knows its component's root. @returns the rounds it took. */
async function contract({ sql: db }: EmpresaSqlCtx): Promise<number> {
  for (let round = 0; ; round++) {
    const { rowCount } = await db.query(sql.FILL_MAP, [round])
    if (!rowCount) return round
    await db.query('ANALYZE unify_map')
    await db.query(sql.FOLLOW_MAP)
    await db.query(sql.KEEP_MAP)
    await db.query('ANALYZE unify_roots')
    await db.query(sql.CONTRACT_EDGES)
    await db.query(sql.NEXT_EDGES)
  }
}
