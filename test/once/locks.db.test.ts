import pg from 'pg'
import { expect, test } from 'vitest'
import { acceptingProvider } from '../../bench/once/network'
import { CONTACT_PHONES, makePlaces, START } from '../../bench/once/places'
import { partyOf } from '../../src/adapters/whatsapp/identity'
import type { NormalisedEvent } from '../../src/adapters/whatsapp/port'
import { PRIORITY } from '../../src/domains/outbox/kinds'
import { claimNext } from '../../src/domains/outbox/service/dispatch/claim'
import { lockConnection, refreshDue } from '../../src/domains/outbox/service/dispatch/connection'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { processReceived } from '../../src/domains/inbox/service/process'
import { pausePending } from '../../src/domains/outbox/service/pause-pending'
import { cancelPending, queueMessages } from '../../src/domains/outbox/service/queue'
import { defineSubject, subjectRegistry, type SubjectCheck } from '../../src/domains/outbox/subjects'
import { surviveLostConnections } from '../../src/kernel/db'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '../../src/kernel/tenancy/unit'
import { useDatabase } from '../postgres/clone'

const database = useDatabase()

/** One channel, one cart's message that waits, and a way to see which transaction waits for which. */
async function scene() {
  const owner = new pg.Pool({ connectionString: database.superUrl, max: 2 })
  surviveLostConnections(owner)
  const [place] = await makePlaces(owner, 1)
  if (!place) throw new Error('no place')
  const { empresaId, connectionId } = place
  const scope = systemScope(empresaId, 'teste', () => START)
  const unit = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const queue = (ctx: EmpresaSqlCtx, dedupeKey: string) =>
    queueMessages(ctx, [
      {
        dedupeKey,
        kind: 'carrinho',
        connectionId,
        contactId: place.contacts[0] ?? null,
        body: 'Oi',
        subjectType: 'cart',
        subjectId: place.subjects[0] ?? null,
        notBefore: START,
        priority: PRIORITY.followUp,
      },
    ])
  return {
    empresaId,
    connectionId,
    contactId: place.contacts[0] ?? '',
    subjectId: place.subjects[0] ?? '',
    unit,
    queue,
    /** Resolves once `work` is done or stands at a lock. */
    atLock: async (work: Promise<unknown>) => {
      let done = false
      void work.catch(() => undefined).finally(() => (done = true))
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        const { rowCount } = await owner.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        if (done || (rowCount ?? 0) > 0) return
      }
    },
    due: () =>
      unit(async (ctx) => {
        const { rows } = await ctx.sql.query<{ due: Date | null }>(
          'SELECT next_due_at AS due FROM whatsapp_connections',
        )
        return rows[0]?.due ?? null
      }),
    end: () => owner.end(),
  }
}

const CHANGES: [string, (ctx: EmpresaSqlCtx, subjectId: string) => Promise<unknown>][] = [
  ['holds', (ctx, subjectId) => pausePending(ctx, { subjectType: 'cart', subjectId })],
  ['cancels', (ctx, subjectId) => cancelPending(ctx, { subjectType: 'cart', subjectId }, 'x', 'x')],
]
test.each(CHANGES)(
  'an operator who %s a message and its sender take their locks in one order',
  async (_, change) => {
    const it = await scene()
    const [added] = await it.unit((ctx) => it.queue(ctx, 'a'))
    const id = added?.id ?? ''
    let operator: Promise<unknown> = Promise.resolve()
    await it.unit(async (ctx) => {
      await lockConnection(ctx, it.connectionId, true)
      operator = it.unit((other) => change(other, it.subjectId))
      await it.atLock(operator)
      await ctx.sql.query('SELECT FROM messages WHERE id = $1 FOR NO KEY UPDATE', [id])
    })
    await operator
    await it.end()
  },
)

test('who queues an answer and a webhook that learns the contact’s account take their locks in one order', async () => {
  const it = await scene()
  let answer: Promise<unknown> = Promise.resolve()
  await it.unit(async (ctx) => {
    await ctx.sql.query('SELECT FROM contacts WHERE id = $1 FOR UPDATE', [it.contactId])
    answer = it.unit((other) => it.queue(other, 'a'))
    await it.atLock(answer)
    await lockConnection(ctx, it.connectionId, true)
  })
  expect(await answer).toHaveLength(1)
  await it.end()
})

test('a stop word that comes while a message is evaluated waits for it instead of a deadlock', async () => {
  const it = await scene()
  await it.unit((ctx) => it.queue(ctx, 'a'))
  const party = partyOf([`${CONTACT_PHONES[0].slice(1)}@s.whatsapp.net`])
  const stop: NormalisedEvent = {
    type: 'message',
    key: 'message:1',
    at: START,
    providerMessageId: '1@wa',
    from: party,
    fromMe: false,
    source: 'unknown',
    chat: { kind: 'direct', party },
    text: 'PARE',
    media: null,
    replyTo: null,
  }
  await it.unit((ctx) =>
    ctx.sql.query(
      `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, events) VALUES ($1, $2, 'e', $3, $4)`,
      [it.empresaId, it.connectionId, START, JSON.stringify([stop])],
    ),
  )
  // Conversation, then message: the webhook takes them the other way round from the sender.
  let webhook: Promise<unknown> = Promise.resolve()
  const cart = defineSubject({
    type: 'cart',
    check: async (): Promise<SubjectCheck> => {
      webhook = it.unit((ctx) => processReceived(ctx, it.connectionId, 'e'))
      await it.atLock(webhook)
      return { kind: 'ok' }
    },
    variables: () => Promise.resolve({}),
  })
  const deps = dispatchDeps(subjectRegistry([cart]), () => START, {
    provider: () => acceptingProvider(() => undefined),
  })
  expect(await claimNext(deps, it.empresaId, it.connectionId, 'w')).toMatchObject({ kind: 'claimed' })
  expect(await webhook).toBe(true)
  await it.end()
})

const AWAY: [string, string][] = [
  ['was due already', "SET next_due_at = $2::timestamptz - interval '1 minute'"],
  ['was away until now', "SET status = 'desconectada', status_at = $2"],
]
test.each(AWAY)('a message queued while its number %s is not forgotten', async (_, before) => {
  const it = await scene()
  await it.unit((ctx) =>
    ctx.sql.query(`UPDATE whatsapp_connections ${before} WHERE id = $1`, [it.connectionId, START]),
  )
  let commit: () => void = () => undefined
  const committed = new Promise<void>((resolve) => (commit = resolve))
  let queued: Promise<unknown> = Promise.resolve()
  let queueing: Promise<unknown> = Promise.resolve()
  await it.unit(async (ctx) => {
    await lockConnection(ctx, it.connectionId, true)
    queued = it.unit(async (other) => {
      queueing = it.queue(other, 'a')
      await queueing
      await committed
    })
    await it.atLock(new Promise((resolve) => setTimeout(resolve, 200)))
    await ctx.sql.query("UPDATE whatsapp_connections SET status = 'conectada' WHERE id = $1", [
      it.connectionId,
    ])
    await refreshDue(ctx, it.connectionId, null)
  })
  commit()
  await queued
  expect(await it.due()).toEqual(START)
  await it.end()
})
