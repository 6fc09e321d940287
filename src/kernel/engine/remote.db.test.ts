import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { startInngestServer } from '../../../test/engine/inngest-server'
import { setScene, until, type Scene } from '../../../test/engine/world'
import { useDatabase } from '../../../test/postgres/clone'
import { childEnv, env } from '../../env'
import { database } from '../db'
import { callApp } from './call'
import { currentRegistration } from './lease'
import { sendEvent } from './outbox'
import { startRemote } from './remote'

useDatabase()

const SIGNING_KEY = `signkey-test-${'ab'.repeat(32)}`

type Work = (scene: Scene) => Promise<void> | void

/** A worker in this process whose one function does `work`. */
async function startIn(scene: Scene, baseUrl: string, work: Work = () => undefined) {
  scene.client.setEnvVars({
    INNGEST_BASE_URL: baseUrl,
    INNGEST_EVENT_KEY: 'key',
    INNGEST_SIGNING_KEY: SIGNING_KEY,
  })
  const fn = scene.client.createFunction({ id: 'work', triggers: [{ event: scene.name('happened') }] }, () =>
    work(scene),
  )
  const worker = await startRemote(scene.client, [fn], {
    databaseUrl: env().DATABASE_URL ?? '',
    leaseMs: 4000,
    graceMs: 20_000,
    wait: () => 100,
  })
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= worker.stop())
  onTestFinished(stop)
  return { ...worker, stop }
}

const portOf = (url: string | undefined) => Number(new URL(url ?? 'http://none').port)
const holder = async () => (await currentRegistration(database().pool))?.holder ?? null

/** Calls a served function as an Inngest server would. */
function call(scene: Scene, port: number) {
  const id = `${scene.client.id}-work`
  const fn = {
    id,
    url: `http://127.0.0.1:${port}/api/inngest?fnId=${id}`,
    maxAttempts: 4,
    events: [],
    crons: [],
    concurrency: null,
    idempotency: null,
    cancels: [],
  }
  const item = { id: 1, runId: 'r', functionId: id, step: 'step', kind: 'call', attempt: 0 } as const
  return callApp(
    fn,
    { ...item, losses: 0, claims: 1, event: { name: scene.name('happened'), data: {} }, steps: [] },
    { signingKey: SIGNING_KEY, workerId: 'w', now: new Date(), signal: new AbortController().signal },
  )
}

test('one worker is registered; when it is killed another one takes over within the lease', async () => {
  const server = await startInngestServer()
  const scene = setScene()
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/engine/remote/worker.ts', scene.client.id],
    {
      env: childEnv({
        INNGEST_BASE_URL: server.url,
        INNGEST_EVENT_KEY: 'key',
        INNGEST_SIGNING_KEY: SIGNING_KEY,
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const first = line.toString().trim()
  await until(async () => (await holder()) === first)
  const since = (await currentRegistration(database().pool))?.since

  const second = await startIn(scene, server.url)
  await sendEvent({ name: 'carried', data: {}, id: 'by the first' })
  await until(() => server.events.includes('by the first'))
  // The lease is renewed: the same worker has it, since the same time, after it would have ended.
  await until(async () => {
    const { rows } = await database().pool.query<{ later: boolean }>(
      "SELECT clock_timestamp() > held_since + interval '6 s' AS later FROM engine.registration",
    )
    return rows[0]?.later ?? false
  })
  expect(await currentRegistration(database().pool)).toEqual({ holder: first, since })
  expect(server.urls).toHaveLength(1)

  child.kill('SIGKILL')
  await until(async () => (await holder()) === second.workerId, undefined, 20_000)
  expect(server.urls.map(portOf)).toEqual([portOf(server.urls[0]), second.port])
  await sendEvent({ name: 'carried', data: {}, id: 'by the second' })
  await until(() => server.events.includes('by the second'))
  expect(server.events).toEqual(['by the first', 'by the second'])
})

test('a worker that leaves hands the registration over before its port closes', async () => {
  const server = await startInngestServer()
  const scene = setScene()
  const first = await startIn(scene, server.url)
  await until(async () => (await holder()) === first.workerId)
  const second = await startIn(setScene(), server.url)
  expect(server.urls.map(portOf)).toEqual([first.port])
  const leaving = first.stop()
  await until(() => server.urls.length === 2)
  expect(portOf(server.urls[1])).toBe(second.port)
  await leaving
  expect(await holder()).toBe(second.workerId)
  await expect(call(scene, first.port)).rejects.toThrow()
  await second.stop()
  expect(await holder()).toBeNull()
})

test('a server that is away at the start is asked until it is there, and the outbox waits for it', async () => {
  const away = await startInngestServer()
  await away.stop()
  await sendEvent({ name: 'carried', data: {}, id: 'waits' })
  const worker = await startIn(setScene(), away.url)
  expect(await holder()).toBeNull()
  const server = await startInngestServer(portOf(away.url))
  await until(async () => (await holder()) === worker.workerId)
  expect(server.urls.map(portOf)).toEqual([worker.port])
  await until(() => server.events.includes('waits'))
})

test('stopping waits for the call in flight and carries what it emitted', async () => {
  const server = await startInngestServer()
  const scene = setScene()
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const worker = await startIn(scene, server.url, async (s) => {
    s.note('began')
    await gate
    await sendEvent({ name: 'carried', data: {}, id: 'emitted at the end' })
  })
  await until(async () => (await holder()) === worker.workerId)
  const answer = call(scene, worker.port)
  await until(() => scene.notes.includes('began'))
  const stopped = worker.stop().then(() => scene.note('stopped'))
  // Alone it keeps the registration to the end, and takes no new call.
  const rejected = () =>
    fetch(`http://127.0.0.1:${worker.port}/api/inngest`).then(
      ({ status }) => status === 503,
      () => true,
    )
  await until(rejected)
  expect(scene.notes).not.toContain('stopped')
  open()
  expect(await answer).toMatchObject({ status: 200 })
  await stopped
  expect(server.events).toContain('emitted at the end')
  expect(await holder()).toBeNull()
})
