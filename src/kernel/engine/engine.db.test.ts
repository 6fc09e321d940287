import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { onEngine, play, setScene, until, type Scene } from '../../../test/engine/world'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../db'
import { createClient } from '../inngest'
import { sendEvent } from './outbox'
import { cleanUp } from './retention'
import { settle } from './settle'

useDatabase()

const on = (scene: Scene) => [{ event: scene.name('happened') }]
const happened = (scene: Scene, data = {}) => ({ name: scene.name('happened'), data })

test('two engines on one database share the work and keep the limit of a key', async () => {
  const scene = setScene()
  const running: Record<string, number> = {}
  let most = 0
  const functions = (engine: string) => (s: Scene) => [
    s.client.createFunction(
      { id: 'shared', triggers: on(s), concurrency: { limit: 3, key: 'event.data.key' } },
      async ({ event, step }) => {
        const key = String((event.data as { key?: unknown }).key)
        await step.run('work', async () => {
          most = Math.max(most, (running[key] = (running[key] ?? 0) + 1))
          await new Promise((resolve) => setTimeout(resolve, 50))
          running[key] -= 1
          s.note(engine)
        })
      },
    ),
  ]
  const appId = scene.name('').slice(0, -1)
  const second = { ...scene, client: createClient(appId) }
  const engines = [
    await onEngine(scene, functions('a'), { capacity: 2 }),
    await onEngine(second, functions('b'), { capacity: 2 }),
  ]
  for (const engine of engines) onTestFinished(engine.stop)
  await sendEvent(Array.from({ length: 30 }, () => happened(scene, { key: 'one' })))
  await until(
    () => scene.notes.length >= 30,
    () => scene.notes.length,
  )
  await until(async () => (await database().pool.query('SELECT FROM engine.queue')).rowCount === 0)
  expect(scene.notes).toHaveLength(30)
  expect(new Set(scene.notes)).toEqual(new Set(['a', 'b']))
  expect(most).toBeLessThanOrEqual(3)
})

test('parallel steps, cancellations and two engines end without a deadlock', async () => {
  const scene = setScene()
  const functions = (s: Scene) => [
    s.client.createFunction(
      {
        id: 'tangle',
        triggers: on(s),
        cancelOn: [{ event: s.name('cancelled'), match: 'data.id' }],
        retries: 0,
      },
      ({ step }) =>
        Promise.all(Array.from({ length: 5 }, (_, index) => step.run(`part ${index}`, () => index))),
    ),
  ]
  const second = { ...scene, client: createClient(scene.name('').slice(0, -1)) }
  for (const engine of [await onEngine(scene, functions), await onEngine(second, functions)])
    onTestFinished(engine.stop)
  const ids = Array.from({ length: 60 }, (_, index) => index)
  await sendEvent(ids.map((id) => happened(scene, { id })))
  for (const id of ids.filter((one) => one % 3 === 0))
    await sendEvent({ name: scene.name('cancelled'), data: { id } })
  const { pool } = database()
  const ended = 'SELECT FROM engine.runs WHERE function_id LIKE $1 AND ended_at IS NOT NULL'
  await until(async () => (await pool.query(ended, ['%-tangle'])).rowCount === 60)
  const { rows } = await pool.query<{ status: string }>(
    'SELECT status FROM engine.runs WHERE function_id LIKE $1',
    ['%-tangle'],
  )
  expect(rows).toHaveLength(60)
  expect(rows.filter((row) => row.status === 'failed')).toEqual([])
})

test('an idle engine is woken by an event instead of finding it at its next heartbeat', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'prompt', triggers: on(s) }, ({ event }) =>
      s.note(String(event.data.number)),
    ),
  ])
  const from = performance.now()
  for (let number = 0; number < 10; number += 1) {
    await sendEvent(happened(scene, { number }))
    await until(() => scene.notes.includes(String(number)))
  }
  // Ten heartbeats are 33 s; bench/engine.ts measures how fast it really is.
  expect(performance.now() - from).toBeLessThan(20_000)
})

test('ten thousand events at once are all routed', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'other', triggers: on(s) }, () => s.note('ran')),
  ])
  await sendEvent(
    Array.from({ length: 10_000 }, (_, number) => ({ name: scene.name('nobody listens'), data: { number } })),
  )
  await until(
    async () =>
      (await database().pool.query('SELECT FROM engine.events WHERE routed_at IS NULL')).rowCount === 0,
  )
  const { rows } = await database().pool.query<{ routed: number }>(
    'SELECT count(*)::int AS routed FROM engine.events WHERE name = $1',
    [scene.name('nobody listens')],
  )
  expect(rows[0]?.routed).toBe(10_000)
})

test('a result that PostgreSQL cannot store ends the run instead of repeating the step for ever', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'nul', triggers: on(s) }, async ({ step }) => {
      await step.run('bad', () => {
        s.note('ran')
        return 'a\u0000b'
      })
    }),
  ])
  await sendEvent(happened(scene))
  const { pool } = database()
  await until(
    async () => (await pool.query("SELECT FROM engine.runs WHERE status = 'failed'")).rowCount === 1,
  )
  expect(scene.notes).toEqual(['ran'])
})

test('operations outside the subset end the run, and say which', async () => {
  const scene = await play((s) => [
    s.client.createFunction(
      { id: 'waits', triggers: on(s), onFailure: ({ error }: { error: Error }) => s.note(error.message) },
      async ({ step }) => {
        await step.waitForEvent('wait', { event: 'x', timeout: '1s' })
      },
    ),
  ])
  await sendEvent(happened(scene))
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual(['the embedded engine does not support the operation WaitForEvent'])
})

test('options outside the subset refuse the whole registration, by name', async () => {
  const refused = async (options: object) => {
    const scene = setScene()
    const start = onEngine(scene, (s) => [
      s.client.createFunction({ id: 'odd', triggers: on(s), ...options }, () => null),
    ])
    const reason = await start.then(
      async (engine) => engine.stop().then(() => 'accepted'),
      (error: Error) => error.message,
    )
    return reason
  }
  expect(await refused({ throttle: { limit: 1, period: '1s' } })).toMatch(
    /odd cannot run .* option throttle is not supported/,
  )
  expect(await refused({ batchEvents: { maxSize: 2, timeout: '1s' } })).toMatch(/option batchEvents/)
  expect(await refused({ debounce: { period: '1s' } })).toMatch(/option debounce/)
  expect(await refused({ concurrency: { limit: 1, key: '"literal"' } })).toMatch(
    /option concurrency.key: only a dotted path/,
  )
  expect(await refused({ triggers: [{ event: 'a/*' }] })).toMatch(/wildcards/)
  expect(await refused({ retries: 3 })).toBe('accepted')
})

test('what ended a week ago is deleted, and what is open stays', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'short', triggers: on(s) }, () => null),
    s.client.createFunction({ id: 'long', triggers: on(s) }, ({ step }) => step.sleep('long', '30d')),
  ])
  await sendEvent(happened(scene))
  const { pool } = database()
  const open = async () => {
    const { rows } = await pool.query<{ id: string; ended: boolean }>(
      'SELECT function_id AS id, ended_at IS NOT NULL AS ended FROM engine.runs WHERE function_id LIKE $1 ORDER BY 1',
      [`${scene.name('').slice(0, -1)}-%`],
    )
    return rows.map((row) => `${row.id.split('-')[1]} ${row.ended}`)
  }
  await until(async () => (await open()).join() === 'long false,short true', open)
  await cleanUp(pool, new Date(new Date().getTime() + 8 * 86_400_000))
  expect(await open()).toEqual(['long false'])
  expect((await pool.query('SELECT FROM engine.events')).rowCount).toBe(0)
})

test('an answer that comes late, when the call is given to another worker or the run is over, counts for nothing', async () => {
  const { pool } = database()
  const [worker, other, run] = [randomUUID(), randomUUID(), randomUUID()]
  await pool.query(
    "INSERT INTO engine.runs (id, function_id, event, created_at) VALUES ($1, 'gone', '{}', now())",
    [run],
  )
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO engine.queue (run_id, function_id, lane, state, due_at, worker_id, claims)
     VALUES ($1, 'gone', '', 'leased', now(), $2, 2) RETURNING id`,
    [run, worker],
  )
  const call = { id: rows[0]?.id ?? 0, runId: run, functionId: 'gone', step: 'step', kind: 'call' as const }
  const state = { attempt: 0, losses: 0, event: {}, steps: [] }
  const answer = (by: string, claims: number) =>
    settle(pool, by, { ...call, ...state, claims }, { kind: 'completed', output: claims }, new Date())
  expect(await answer(worker, 1)).toBe(false)
  expect(await answer(other, 2)).toBe(false)
  expect(await answer(worker, 2)).toBe(true)
  expect(await answer(worker, 2)).toBe(false)
  expect((await pool.query('SELECT output FROM engine.runs WHERE id = $1', [run])).rows).toEqual([
    { output: 2 },
  ])
})
