import { expect, onTestFinished, test } from 'vitest'
import { onEngine, play, setScene, until, type Scene } from '../../../test/engine/world'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../db'
import { createClient } from '../inngest'
import { sendEvent } from './outbox'
import { cleanUp } from './retention'

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

test('a step that takes longer than the lease stays with its engine, as long as that one lives', async () => {
  const scene = setScene()
  const functions = (s: Scene) => [
    s.client.createFunction({ id: 'slow', triggers: on(s) }, async ({ step }) => {
      await step.run('work', async () => {
        s.note('began')
        await new Promise((resolve) => setTimeout(resolve, 2500))
      })
      s.note('ended')
    }),
  ]
  const second = { ...scene, client: createClient(scene.name('').slice(0, -1)) }
  const speed = { leaseMs: 900 }
  for (const engine of [await onEngine(scene, functions, speed), await onEngine(second, functions, speed)])
    onTestFinished(engine.stop)
  await sendEvent(happened(scene))
  await until(() => scene.notes.includes('ended'))
  expect(scene.notes).toEqual(['began', 'ended'])
})

test('a cancellation spares what starts after it, also when both are routed together', async () => {
  const scene = await play((s) => [
    s.client.createFunction(
      { id: 'spared', triggers: on(s), cancelOn: [{ event: s.name('cancelled'), match: 'data.id' }] },
      async ({ event, step }) => {
        await step.sleep('a moment', '1s')
        s.note(String(event.data.number))
      },
    ),
  ])
  await sendEvent([
    happened(scene, { id: 'x', number: 1 }),
    { name: scene.name('cancelled'), data: { id: 'x' } },
    happened(scene, { id: 'x', number: 2 }),
  ])
  await until(() => scene.notes.length > 0)
  await until(
    async () =>
      (await database().pool.query('SELECT FROM engine.runs WHERE ended_at IS NULL')).rowCount === 0,
  )
  expect(scene.notes).toEqual(['2'])
})

test('an engine whose listening connection died receives notifications again, long before its next heartbeat', async () => {
  const scene = await play(
    (s) => [s.client.createFunction({ id: 'hears', triggers: on(s) }, () => s.note('ran'))],
    { leaseMs: 600_000 },
  )
  const listening = async (end: boolean) => {
    const { rows } = await database().pool.query<{ pid: number }>(
      `SELECT pid, CASE WHEN $1 THEN pg_terminate_backend(pid) END FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN retoma_engine%'`,
      [end],
    )
    return rows.map(({ pid }) => pid)
  }
  const [before] = await listening(true)
  await until(async () => (await listening(false)).some((pid) => pid !== before))
  await sendEvent(happened(scene))
  await until(() => scene.notes.length === 1)
})

test('an idle engine is woken by an event instead of finding it at its next heartbeat', async () => {
  const scene = await play(
    (s) => [
      s.client.createFunction({ id: 'prompt', triggers: on(s) }, ({ event }) =>
        s.note(String(event.data.number)),
      ),
    ],
    { leaseMs: 60_000 },
  )
  const from = performance.now()
  for (let number = 0; number < 10; number += 1) {
    await sendEvent(happened(scene, { number }))
    await until(() => scene.notes.includes(String(number)))
  }
  // Ten heartbeats are 200 s; bench/engine.ts measures how fast it really is.
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

test('options outside the subset make the whole registration fail, by name', async () => {
  const rejection = async (options: object) => {
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
  expect(await rejection({ throttle: { limit: 1, period: '1s' } })).toMatch(
    /odd cannot run .* option throttle is not supported/,
  )
  expect(await rejection({ batchEvents: { maxSize: 2, timeout: '1s' } })).toMatch(/option batchEvents/)
  expect(await rejection({ debounce: { period: '1s' } })).toMatch(/option debounce/)
  expect(await rejection({ concurrency: { limit: 1, key: '"literal"' } })).toMatch(
    /option concurrency.key: only a dotted path/,
  )
  expect(await rejection({ triggers: [{ event: 'a/*' }] })).toMatch(/wildcards/)
  expect(await rejection({ retries: 3 })).toBe('accepted')
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
