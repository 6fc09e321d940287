import type pg from 'pg'
import { database } from '../../src/kernel/db'
import { current, LostConnection, type Actor } from './actor'

/** Changes a statement before it is sent: how the harness shows that it would notice a broken queue. */
export type Rewrite = (text: string) => string

type Query = string | { text: string; name?: string }

/** Names of prepared statements, so that the server plans each text once a connection. */
const names = new Map<string, string>()
const nameOf = (text: string) => {
  const name = names.get(text) ?? `once${String(names.size)}`
  names.set(text, name)
  return name
}

/**
 * Makes the product's own pool hand out connections that stop at every statement for the schedule whose code asks, and
 * crash there when it says so. Code outside of a schedule gets plain ones. @returns undoes it.
 */
export function interceptPool(size: number, rewrite: Rewrite = (text) => text): () => void {
  const { pool, units } = database()
  pool.options.max = size
  // The schedule alone decides who waits, and a process that it crashed never gives its place back.
  units.setLimits({ total: Infinity, perKey: Infinity })
  const plain = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const intercepted = async () => {
    const real = await plain()
    return sessionOf(current.getStore() ?? null, real, rewrite)
  }
  pool.connect = intercepted as typeof pool.connect
  return () => {
    pool.connect = plain as typeof pool.connect
  }
}

/** One connection in the hands of one process. */
function sessionOf(actor: Actor | null, real: pg.PoolClient, rewrite: Rewrite): pg.PoolClient {
  let lost = false
  if (actor) actor.pid = (real as pg.PoolClient & { processID: number }).processID

  const give = (broken?: Error | boolean) => {
    if (lost) return
    lost = true
    if (actor) actor.pid = null
    real.release(broken)
  }
  /** What the server does when a client vanishes: the open transaction is undone. */
  const cut = async () => {
    await real.query('ROLLBACK')
    give()
  }
  const query = async (asked: Query, values?: unknown[]): Promise<unknown> => {
    if (lost) throw new LostConnection('connection lost')
    const text = rewrite(typeof asked === 'string' ? asked : asked.text)
    const send =
      typeof asked === 'string'
        ? values === undefined
          ? { text }
          : { text, values, name: nameOf(text) }
        : { ...asked, text, ...(asked.name === undefined ? {} : { name: nameOf(text) }) }
    if (!actor) return real.query(send)
    return actor.point(async () => {
      if (/^begin/i.test(text)) {
        actor.beganAt = actor.tick()
        actor.onCommit = []
      }
      const result: unknown = await real.query(send)
      if (/^commit/i.test(text)) for (const committed of actor.onCommit.splice(0)) committed()
      return result
    }, cut)
  }
  return new Proxy(real, {
    get(target, property) {
      if (property === 'query') return query
      if (property === 'release') return give
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
