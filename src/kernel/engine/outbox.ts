import { randomUUID } from 'node:crypto'
import { database, type Sql, type Tx } from '../db'

/** Channel that wakes the workers. */
export const WAKE_CHANNEL = 'retoma_engine'

/** An event made by `defineEvent(…).create(data, { id? })`, not yet validated. */
export type OutgoingEvent = {
  name: string
  data: Record<string, unknown>
  /** Events with the same id count once. */
  id?: string
  validate?: () => Promise<void>
}

/** An event as it travels to the table. */
export type EventRow = { id: string; name: string; data: Record<string, unknown>; ts?: string }

/** `$1`: the rows as JSON. The notification leaves with the transaction's commit. */
export const INSERT_EVENTS = `
  WITH added AS (
    INSERT INTO engine.events (id, name, data, ts)
    SELECT id, name, coalesce(data, '{}'), coalesce(ts, now())
    FROM jsonb_to_recordset($1::jsonb) AS row (id text, name text, data jsonb, ts timestamptz)
    ON CONFLICT (id) DO NOTHING
    RETURNING 1
  )
  SELECT pg_notify('${WAKE_CHANNEL}', '') FROM (SELECT count(*) FROM added) AS counted`

/**
 * Emits events in the caller's own unit of work: they exist exactly if it commits, and wake the worker then.
 * @returns their ids. @throws ZodError when a payload does not fit its schema.
 */
export async function enqueueEvent(
  unit: { db: Tx } | { sql: Sql },
  events: OutgoingEvent | OutgoingEvent[],
): Promise<string[]> {
  const rows = await rowsOf(events)
  const json = JSON.stringify(rows)
  if ('sql' in unit) await unit.sql.query(INSERT_EVENTS, [json])
  else await unit.db.$executeRawUnsafe(INSERT_EVENTS, json)
  return rows.map((row) => row.id)
}

/** Emits events outside a unit of work, durable when it returns. Inside one, use `enqueueEvent`. */
export async function sendEvent(events: OutgoingEvent | OutgoingEvent[]): Promise<string[]> {
  const rows = await rowsOf(events)
  await database().pool.query(INSERT_EVENTS, [JSON.stringify(rows)])
  return rows.map((row) => row.id)
}

async function rowsOf(events: OutgoingEvent | OutgoingEvent[]): Promise<EventRow[]> {
  const list = Array.isArray(events) ? events : [events]
  for (const event of list) await event.validate?.()
  return list.map(({ id, name, data }) => ({ id: id ?? randomUUID(), name, data }))
}
