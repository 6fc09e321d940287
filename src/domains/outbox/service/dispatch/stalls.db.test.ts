import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { automatic, START, subject, world } from '../../../../../test/messaging/world'
import { useDatabase } from '../../../../../test/postgres/clone'
import { env } from '~/env'
import { PRIORITY } from '../../kinds'
import { setStatus } from '~/domains/channels/service/connection-status'
import { scheduleWebhooks } from '~/domains/channels/service/simulator-store'
import { startDispatcher, serveRound } from './loop'
import { dispatchOne } from './send'

useDatabase()

test('a gateway that hangs delays only its own channel', async () => {
  const [stuck, free] = [await world(), await world()]
  await stuck.queue('a')
  for (const key of ['a', 'b', 'c']) await free.queue(key)
  const from = performance.now()
  let release: () => void = () => undefined
  const hanging = new Promise<void>((resolve) => (release = resolve))
  const dispatcher = await startDispatcher({
    databaseUrl: env().DATABASE_URL ?? '',
    pollMs: 20,
    deps: {
      ...free.deps,
      clock: () => new Date(START.getTime() + (performance.now() - from) * 20),
      provider: (scope, connection, clock) => {
        const real = free.deps.provider(scope, connection, clock)
        if (scope.empresaId === free.empresaId) return real
        return { ...real, send: (command) => hanging.then(() => real.send(command)) }
      },
    },
  })
  for (let n = 0; n < 200 && free.store.copies.length < 3; n++) await pause(20)
  const sent = free.store.copies.length
  const known = await stuck.message('a')
  release()
  await dispatcher.stop()
  expect(sent).toBe(3)
  expect(known).toMatchObject({ state: 'enviando' })
})

test('a connection that throws rests, longer each time, and the others are served meanwhile', async () => {
  const [broken, fine] = [await world(), await world({ subjects: [subject()] })]
  const tried: number[] = []
  await broken.queue('a', automatic())
  const dispatcher = await startDispatcher({
    databaseUrl: env().DATABASE_URL ?? '',
    pollMs: 5,
    deps: {
      ...fine.deps,
      answers: (ctx, connectionId) => {
        if (ctx.empresaId !== broken.empresaId) return fine.deps.answers(ctx, connectionId)
        tried.push(performance.now())
        throw new Error('a key that can’t be opened')
      },
    },
  })
  try {
    await expect.poll(() => tried.length, { interval: 5 }).toBe(1)
    await fine.queue('a')
    await expect.poll(() => fine.store.copies.length, { interval: 5 }).toBe(1)
    // Not even its second rest is over.
    expect(tried.length).toBeLessThan(3)
    await expect.poll(() => tried.length, { interval: 5 }).toBe(3)
  } finally {
    await dispatcher.stop()
    // No later test serves it.
    await broken.run((ctx) => ctx.sql.query('UPDATE whatsapp_connections SET paused_at = $1', [START]))
    await broken.run((ctx) => ctx.sql.query('UPDATE whatsapp_connections SET next_due_at = NULL'))
  }
  const [first = 0, second = 0, third = 0] = tried
  // The rest begins once the failure is recorded, a little after the attempt.
  expect(second - first).toBeGreaterThan(990)
  expect(third - second).toBeGreaterThan(1_990)
})

test('a message to a contact without any address is cancelled, and those behind it leave', async () => {
  const w = await world()
  const contactId = await w.run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      "INSERT INTO contacts (empresa_id, name, bsuid, created_at) VALUES ($1, 'Bia', 'BR.1', $2) RETURNING id",
      [ctx.empresaId, START],
    )
    return rows[0]?.id ?? null
  })
  await w.queue('a', { contactId, kind: 'resposta', priority: PRIORITY.answer })
  await w.queue('b')
  expect(await w.send()).toBe('claimed')
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'sem_endereco', attempts: 0 })
  expect(await w.message('b')).toMatchObject({ state: 'enviando' })
})

test('a machine that sleeps between the claim and the call sends nothing when it wakes: the message is evaluated again', async () => {
  const w = await world()
  await w.queue('a')
  const asleep = {
    ...w.deps,
    provider: (...given: Parameters<typeof w.deps.provider>) => {
      w.pass(91)
      return w.deps.provider(...given)
    },
  }
  await dispatchOne(asleep, w.empresaId, w.connection, 'w')
  expect(w.store.copies).toEqual([])
  expect(await w.message('a')).toMatchObject({ state: 'pendente', code: 'parado', attempts: 1 })
  w.pass(60)
  expect(await w.send()).toBe('claimed')
  expect(w.store.copies).toHaveLength(1)
})

const connected = (phone: string) => ({ state: 'conectada' as const, me: { phone } })

test('t-42 after another phone signed in, a connection sends no waiting message before a user has checked', async () => {
  const w = await world()
  const signIn = (phone: string) =>
    w.run(async (ctx) => {
      await ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'")
      await setStatus(ctx, w.connection, connected(phone), ctx.now)
    })
  await signIn('+5531987650001')
  await signIn('+553187650001')
  await w.queue('a')
  expect(await w.send()).toBe('claimed')
  w.pass(60)
  await signIn('+5511912345678')
  await w.queue('b')
  expect(await w.send()).toBe('idle')
  expect(await w.message('b')).toMatchObject({ state: 'pendente', attempts: 0 })
  const { rows } = await w.run((ctx) =>
    ctx.sql.query('SELECT paused_reason AS reason, warm_up_from::text AS warm FROM whatsapp_connections'),
  )
  expect(rows).toEqual([
    { reason: expect.stringMatching(/mudou de .*0001 para .*5678/) as string, warm: '2026-11-19' },
  ])
})

test('a simulated network that fails doesn’t keep its channel from sending', async () => {
  const w = await world()
  await w.run((ctx) =>
    scheduleWebhooks(ctx, w.connection, [{ dueAt: START, headers: {}, body: 'not what it posts' }]),
  )
  await w.queue('a')
  expect(await serveRound(w.deps, 'w')).toBe(true)
  expect(await w.message('a')).toMatchObject({ state: 'enviando' })
})

test('a message that expired while waiting is cancelled when the channel may send again, not sent', async () => {
  const w = await world()
  await w.queue('a', { expiresAt: new Date(START.getTime() + 86_400_000) })
  await w.run((ctx) => ctx.sql.query('UPDATE whatsapp_connections SET paused_at = $1', [START]))
  expect(await w.send()).toBe('idle')
  w.pass(5 * 86_400)
  await w.run((ctx) => ctx.sql.query('UPDATE whatsapp_connections SET paused_at = NULL'))
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'expirou', attempts: 0 })
})
