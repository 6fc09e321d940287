import { NonRetriableError, RetryAfterError } from 'inngest'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { play, REAL, until, type Scene } from '../../../test/engine/world'
import { useDatabase } from '../../../test/postgres/clone'
import { AppError } from '../errors'
import { defineEvent } from '../events'
import { trigger } from '../inngest'

useDatabase()

/** The data that most of these events carry. */
const any = z.object({ key: z.string().optional(), id: z.string().optional(), number: z.number().optional() })
const event = (scene: Scene, name = 'happened') => defineEvent(scene.name(name), any)
const count = (scene: Scene, note: string) => scene.notes.filter((one) => one === note).length

test('an event runs its function, and each step runs once', async () => {
  const scene = await play((s) => [
    s.client.createFunction(
      { id: 'steps', triggers: [trigger(event(s))] },
      async ({ event: { data }, step }) => {
        const first = await step.run('first', () => {
          s.note('first')
          return { twice: (data.number ?? 0) * 2, missing: undefined }
        })
        const second = await step.run('second', () => {
          s.note('second')
          return first.twice + 1
        })
        s.note(`end ${second}`)
      },
    ),
  ])
  await scene.client.send(event(scene).create({ number: 20 }))
  await until(
    () => scene.notes.includes('end 41'),
    () => scene.notes,
  )
  expect(scene.notes).toEqual(['first', 'second', 'end 41'])
})

test('an event with a name that only begins alike starts nothing', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'exact', triggers: [trigger(event(s))] }, ({ event: { data } }) =>
      s.note(String(data.number)),
    ),
  ])
  await scene.client.send([
    event(scene, 'happened.later').create({ number: 1 }),
    event(scene).create({ number: 2 }),
  ])
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual(['2'])
})

test('parallel steps are all awaited, and then the function goes on once', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'parallel', triggers: [trigger(event(s))] }, async ({ step }) => {
      const parts = await Promise.all([1, 2, 3].map((n) => step.run(`part ${n}`, () => n * 10)))
      await step.run('sum', () => s.note(`sum ${parts.reduce((a, b) => a + b, 0)}`))
      return parts
    }),
  ])
  await scene.client.send(event(scene).create({}))
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual(['sum 60'])
})

test('sleep and sleepUntil wait, and the steps before them are not repeated', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'sleeper', triggers: [trigger(event(s))] }, async ({ step }) => {
      const from = await step.run('before', () => {
        s.note('before')
        return performance.now()
      })
      await step.sleep('a second', '1s')
      await step.sleepUntil('a moment ago', new Date(0))
      await step.run('after', () => s.note(performance.now() - from >= 950 ? 'late enough' : 'too early'))
    }),
  ])
  await scene.client.send(event(scene).create({}))
  await until(
    () => scene.notes.length === 2,
    () => scene.notes,
  )
  expect(scene.notes).toEqual(['before', 'late enough'])
})

test('a failing step is tried again with its attempt number, and only that step', async () => {
  const scene = await play((s) => [
    s.client.createFunction(
      { id: 'retries', triggers: [trigger(event(s))], retries: 2 },
      async ({ step, attempt }) => {
        await step.run('fine', () => s.note('fine'))
        await step.run('shaky', () => {
          s.note(`try ${attempt}`)
          if (attempt < 2) throw new Error('not yet')
        })
        // A step has tries of its own, whatever those before it took.
        await step.run('next', () => s.note(`next ${attempt}`))
      },
    ),
  ])
  await scene.client.send(event(scene).create({}))
  await until(
    () => scene.notes.includes('next 0'),
    () => scene.notes,
  )
  expect(scene.notes).toEqual(['fine', 'try 0', 'try 1', 'try 2', 'next 0'])
})

test('a step out of retries throws where the function awaits it', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'caught', triggers: [trigger(event(s))], retries: 1 }, async ({ step }) => {
      const message = await step
        .run('hopeless', () => Promise.reject(new Error('no way')))
        .catch((e: Error) => e.message)
      s.note(`caught ${message}`)
    }),
  ])
  await scene.client.send(event(scene).create({}))
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual(['caught no way'])
})

test('Retry-After is kept, also when it comes from an AppError', async () => {
  const scene = await play((s) => {
    const start: Record<string, number> = {}
    const fail = (id: string, error: Error) =>
      s.client.createFunction({ id, triggers: [trigger(event(s))] }, ({ attempt }) => {
        // A server counts whole seconds, and from the start of one: two of three have passed for certain.
        if (attempt > 0)
          return s.note(performance.now() - (start[id] ?? 0) >= 2000 ? `${id} waited` : `${id} hurried`)
        start[id] = performance.now()
        throw error
      })
    return [
      fail('named', new RetryAfterError('later', 3000)),
      fail('app-error', new AppError('SOURCE_UNAVAILABLE', 'A loja pediu calma.', { retryAfterSeconds: 3 })),
    ]
  })
  await scene.client.send(event(scene).create({}))
  await until(
    () => scene.notes.length === 2,
    () => scene.notes,
  )
  expect(scene.notes.sort()).toEqual(['app-error waited', 'named waited'])
})

test('an error that a retry cannot fix is never retried, and onFailure receives it', async () => {
  const broken = (s: Scene, id: string, error: () => Error) =>
    s.client.createFunction(
      {
        id,
        triggers: [trigger(event(s))],
        onFailure: ({ event: failure, error: reason }) =>
          s.note(`${id} failed: ${reason.message} (${String(failure.data.event.data.number)})`),
      },
      () => {
        s.note(`${id} ran`)
        throw error()
      },
    )
  const scene = await play((s) => [
    broken(s, 'plain', () => new NonRetriableError('never')),
    broken(s, 'refused', () => new AppError('NOT_FOUND', 'Conexão não encontrada.')),
    broken(s, 'payload', () => z.int().safeParse('x').error ?? new Error('valid')),
  ])
  await scene.client.send(event(scene).create({ number: 7 }))
  await until(
    () => scene.notes.length === 6,
    () => scene.notes,
  )
  expect(scene.notes).toContain('plain failed: never (7)')
  expect(scene.notes).toContain('refused failed: Conexão não encontrada. (7)')
  for (const id of ['plain', 'refused', 'payload']) expect(count(scene, `${id} ran`)).toBe(1)
})

test('a payload outside the schema fails without a second try', async () => {
  const strict = (s: Scene) => defineEvent(s.name('strict'), z.object({ runId: z.uuid() }))
  const scene = await play((s) => [
    s.client.createFunction(
      {
        id: 'strict',
        triggers: [trigger(strict(s))],
        onFailure: ({ error }: { error: Error }) => s.note(error.message),
      },
      () => s.note('ran'),
    ),
  ])
  await scene.client.send({ name: scene.name('strict'), data: { runId: 'not one' } })
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual([expect.stringContaining('runId')])
})

test('step.sendEvent starts other functions', async () => {
  const scene = await play((s) => [
    s.client.createFunction({ id: 'sender', triggers: [trigger(event(s))] }, async ({ step }) => {
      await step.sendEvent('tell', [
        event(s, 'told').create({ number: 1 }),
        event(s, 'told').create({ number: 2 }),
      ])
    }),
    s.client.createFunction(
      { id: 'receiver', triggers: [trigger(event(s, 'told'))] },
      ({ event: { data } }) => s.note(`told ${data.number}`),
    ),
  ])
  await scene.client.send(event(scene).create({}))
  await until(
    () => scene.notes.length === 2,
    () => scene.notes,
  )
  expect(scene.notes.sort()).toEqual(['told 1', 'told 2'])
})

test('idempotency: one value starts one run, and an event id counts once', async () => {
  const scene = await play((s) => [
    s.client.createFunction(
      { id: 'once', triggers: [trigger(event(s))], idempotency: 'event.data.key' },
      ({ event: { data } }) => s.note(`once ${data.key}`),
    ),
    s.client.createFunction({ id: 'each', triggers: [trigger(event(s))] }, ({ event: { data } }) =>
      s.note(`each ${data.key}`),
    ),
  ])
  const same = event(scene)
  await scene.client.send([same.create({ key: 'a' }), same.create({ key: 'a' }), same.create({ key: 'b' })])
  const id = scene.name('one-id')
  await scene.client.send(same.create({ key: 'c' }, { id }))
  await scene.client.send(same.create({ key: 'c' }, { id }))
  await scene.client.send(same.create({ key: 'end' }))
  // Runs have no order among themselves: the one that was sent last may end first.
  const expected = [
    'once a',
    'once b',
    'once c',
    'once end',
    'each a',
    'each a',
    'each b',
    'each c',
    'each end',
  ]
  await until(
    () => scene.notes.length >= expected.length,
    () => scene.notes,
  )
  expect(scene.notes.toSorted()).toEqual(expected.toSorted())
})

test('cancelOn ends the runs that match and no other, and starts after it are spared', async () => {
  const scene = await play((s) => [
    s.client.createFunction(
      {
        id: 'cancellable',
        triggers: [trigger(event(s))],
        cancelOn: [{ event: s.name('cancelled'), match: 'data.id' }],
      },
      async ({ event: { data }, step }) => {
        await step.run('begin', () => s.note(`begin ${data.id}`))
        await step.sleep('a while', '2s')
        await step.run('end', () => s.note(`end ${data.id}`))
      },
    ),
  ])
  const start = event(scene)
  await scene.client.send([start.create({ id: 'doomed' }), start.create({ id: 'spared' })])
  await until(() => scene.notes.length === 2)
  await scene.client.send({ name: scene.name('cancelled'), data: { id: 'doomed' } })
  await scene.client.send(start.create({ id: 'later' }))
  await until(
    () => scene.notes.includes('end later') && scene.notes.includes('end spared'),
    () => scene.notes,
  )
  expect(scene.notes).not.toContain('end doomed')
})

test('concurrency by key: each key within its limit, and a blocked key does not starve the others', async () => {
  const running: Record<string, number> = {}
  let most = 0
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const scene = await play(
    (s) => [
      s.client.createFunction(
        { id: 'keyed', triggers: [trigger(event(s))], concurrency: { limit: 2, key: 'event.data.key' } },
        async ({ event: { data }, step }) => {
          await step.run('work', async () => {
            const key = data.key ?? ''
            running[key] = (running[key] ?? 0) + 1
            most = Math.max(most, running[key])
            if (key === 'blocked') await gate
            running[key] -= 1
            s.note(key)
          })
        },
      ),
    ],
    { capacity: 6 },
  )
  const crowd = Array.from({ length: REAL ? 40 : 3000 }, () => event(scene).create({ key: 'blocked' }))
  await scene.client.send(crowd)
  await scene.client.send(['a', 'b', 'c', 'a', 'b', 'c'].map((key) => event(scene).create({ key })))
  await until(
    () => scene.notes.length === 6,
    () => scene.notes,
  )
  expect(scene.notes.sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
  // Destinations stay free for more of the blocked key, if it were let in.
  for (let more = 0; more < 5; more += 1) {
    await scene.client.send(event(scene).create({ key: 'd' }))
    await until(() => count(scene, 'd') === more + 1)
  }
  expect(most).toBe(2)
  open()
})

test('a crowded key takes no slot from others: the last event, with another key, is served among the first', async () => {
  const scene = await play(
    (s) => [
      s.client.createFunction(
        { id: 'crowded', triggers: [trigger(event(s))], concurrency: { limit: 10, key: 'event.data.key' } },
        async ({ event: { data }, step }) => {
          await step.run('work', async () => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            s.note(data.key ?? '')
          })
        },
      ),
    ],
    { capacity: 4 },
  )
  const crowd = Array.from({ length: 200 }, () => event(scene).create({ key: 'crowd' }))
  await scene.client.send([...crowd, event(scene).create({ key: 'alone' })])
  await until(
    () => scene.notes.includes('alone'),
    () => scene.notes.length,
  )
  expect(scene.notes.indexOf('alone')).toBeLessThan(REAL ? 200 : 30)
})

test('a schedule starts its function at the hour of its time zone', async () => {
  // Half past nine in São Paulo is 12:30 UTC. The engine's clock stands just before it until the functions are registered.
  const before = Date.UTC(2026, 6, 1, 12, 29, 59, 500)
  let goesSince = Infinity
  const cron = (s: Scene, id: string, schedule: string) =>
    s.client.createFunction({ id, triggers: [{ cron: schedule }] }, ({ event: { name } }) =>
      s.note(`${id} ${name}`),
    )
  const scene = await play(
    (s) => [
      cron(s, 'local', REAL ? 'TZ=America/Sao_Paulo * * * * *' : 'TZ=America/Sao_Paulo 30 9 * * *'),
      cron(s, 'utc', '30 9 1 1 *'),
    ],
    { clock: () => new Date(before + Math.max(0, performance.now() - goesSince)) },
  )
  goesSince = performance.now()
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual(['local inngest/scheduled.timer'])
})
