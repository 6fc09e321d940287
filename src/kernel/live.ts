import pg from 'pg'
import { z } from 'zod'
import { env } from '~/env'
import type { Sql, Tx } from './db'
import { PULSE_EVERY_MS, pulseBeats } from './engine/pulse'
import { log } from './log'

/** What can change while a page is open. */
export const LIVE_TOPICS = [
  'import',
  'notification',
  'connection',
  'conversation',
  'message',
  'sending',
  // Rows of a list; the id is their table.
  'rows',
] as const
export type LiveTopic = (typeof LIVE_TOPICS)[number]
/** `reconnected`: messages may have been missed, read the state again; `worker`: it stopped, or is back. */
export type LiveMessage = { topic: LiveTopic; id: string } | { topic: 'reconnected' | 'worker'; id: null }

const CHANNEL = 'retoma_live'
const payload = z.object({ empresa: z.string(), topic: z.enum(LIVE_TOPICS), id: z.string() })
type Listener = (message: LiveMessage) => void

/** One connection per process, also across the reloads of Next's development server. */
const holder = globalThis as { retomaLive?: Hub }

/** Channel and payload for a statement that calls `pg_notify` itself, among other work. */
export function liveNotice(empresaId: string, topic: LiveTopic, id: string): [channel: string, text: string] {
  return [CHANNEL, JSON.stringify({ empresa: empresaId, topic, id })]
}

/** Maximum of rows published one by one; past that a page reads everything again anyway. */
const MAX_REPORTED = 50

/**
 * An expression that publishes every row of a set (a CTE with `empresa_id` and `id`), for a statement that changes many.
 * Null without rows.
 */
export function liveNotices(topic: LiveTopic, from: string): string {
  return `(SELECT min(pg_notify('${CHANNEL}', json_build_object('empresa', changed.empresa_id, 'topic', '${topic}', 'id', changed.id)::text)::text)
    FROM (SELECT empresa_id, id FROM ${from} LIMIT ${String(MAX_REPORTED)}) AS changed)`
}

/** Notifies the open pages of the empresa when the transaction commits. Carries ids only. */
export async function notifyLive(
  unit: { db: Tx } | { sql: Sql },
  empresaId: string,
  topic: LiveTopic,
  id: string,
): Promise<void> {
  const [channel, text] = liveNotice(empresaId, topic, id)
  if ('sql' in unit) await unit.sql.query('SELECT pg_notify($1, $2)', [channel, text])
  else await unit.db.$executeRaw`SELECT pg_notify(${channel}, ${text})`
}

/** Calls `onMessage` for every change of one empresa until the returned function is called. */
export function listenLive(empresaId: string, onMessage: Listener): () => void {
  holder.retomaLive ??= new Hub()
  return holder.retomaLive.add(empresaId, onMessage)
}

/** Ends the listening connection of this process. */
export async function closeLive(): Promise<void> {
  const hub = holder.retomaLive
  holder.retomaLive = undefined
  await hub?.close()
}

/** Shares one LISTEN connection among all watchers, and opens it again when it breaks. */
class Hub {
  private readonly listeners = new Map<string, Set<Listener>>()
  private client: pg.Client | null = null
  private closed = false
  private retryMs = 250
  /** Whether a worker was at work at the last look; null before the first. */
  private working: boolean | null = null
  private readonly pulse: NodeJS.Timeout

  constructor() {
    void this.connect(false)
    this.pulse = setInterval(() => void this.lookAtWorker(), PULSE_EVERY_MS)
    this.pulse.unref()
  }

  add(empresaId: string, listener: Listener): () => void {
    const own = this.listeners.get(empresaId) ?? new Set()
    this.listeners.set(empresaId, own.add(listener))
    return () => {
      own.delete(listener)
      if (own.size === 0 && this.listeners.get(empresaId) === own) this.listeners.delete(empresaId)
    }
  }

  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.pulse)
    this.listeners.clear()
    await this.client?.end().catch(() => undefined)
  }

  private async connect(again: boolean): Promise<void> {
    const client = new pg.Client({
      connectionString: env().DATABASE_URL,
      application_name: 'retoma-live',
      keepAlive: true,
    })
    let lost = false
    const onLost = (error?: Error) => {
      if (lost) return
      lost = true
      this.client = null
      if (this.closed) return
      log('http').warn({ err: error }, 'live connection lost')
      setTimeout(() => void this.connect(true), this.retryMs).unref()
      this.retryMs = Math.min(this.retryMs * 2, 10_000)
    }
    client.on('error', onLost)
    client.on('end', () => onLost())
    client.on('notification', ({ payload: text }) => this.dispatch(text ?? ''))
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANNEL}`)
      if (this.closed) return await client.end()
      this.client = client
      this.retryMs = 250
      if (again) this.notifyAll({ topic: 'reconnected', id: null })
    } catch (error) {
      onLost(error instanceof Error ? error : undefined)
      await client.end().catch(() => undefined)
    }
  }

  private notifyAll(message: LiveMessage): void {
    for (const own of this.listeners.values()) for (const listener of own) listener(message)
  }

  /** One check for all watchers of this process: a stopped worker can't report that it stopped. */
  private async lookAtWorker(): Promise<void> {
    if (!this.client || this.listeners.size === 0) return
    const working = await pulseBeats(this.client).catch(() => null)
    if (working === null || working === this.working) return
    const first = this.working === null
    this.working = working
    if (!first || !working) this.notifyAll({ topic: 'worker', id: null })
  }

  private dispatch(text: string): void {
    const message = payload.safeParse(JSON.parse(text))
    if (!message.success) return
    const { empresa, topic, id } = message.data
    for (const listener of this.listeners.get(empresa) ?? []) listener({ topic, id })
  }
}
