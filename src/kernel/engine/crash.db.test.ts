import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { onEngine, setScene, until } from '../../../test/engine/world'
import { useDatabase } from '../../../test/postgres/clone'
import { childEnv } from '../../env'
import pg from 'pg'
import { database } from '../db'
import { sendEvent } from './outbox'
import { anyWorkerAlive } from './workers'

const urls = useDatabase()

async function startChild(id: string, file: string, mode: 'hang' | 'go'): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/engine/child.ts', id, file, mode], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout ?? child, 'data')
  return child
}

test('kill -9 in the middle of a step: another worker runs that step again, and no other', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-crash-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = path.join(folder, 'notes')
  writeFileSync(file, '')
  const notes = () => readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const { name } = setScene()
  const id = name('').slice(0, -1)

  const first = await startChild(id, file, 'hang')
  await sendEvent({ name: name('happened'), data: {} })
  await until(() => notes().includes('middle'), notes)
  const ended = once(first, 'exit')
  first.kill('SIGKILL')
  await ended
  const second = await startChild(id, file, 'go')
  await until(() => notes().includes('after'), notes)
  expect(notes()).toEqual(['before', 'middle', 'middle', 'after'])

  expect(await anyWorkerAlive(database().pool)).toBe(true)
  second.kill('SIGKILL')
  await until(async () => !(await anyWorkerAlive(database().pool)))
})

test('a call that dies with its worker again and again ends its run', async () => {
  const scene = setScene()
  const { pool } = database()
  const lost = (s: typeof scene) => [
    s.client.createFunction(
      {
        id: 'poison',
        triggers: [{ event: s.name('happened') }],
        onFailure: ({ error }: { error: Error }) => s.note(error.message),
      },
      () => s.note('ran'),
    ),
  ]
  const engine = await onEngine(scene, lost, { maxLosses: 3 })
  await engine.stop()
  await sendEvent({ name: scene.name('happened'), data: {} })
  const route = await onEngine(scene, lost, { capacity: 0 })
  // The worker that the test before killed may have left a call of its own.
  const own = [`${scene.name('').slice(0, -1)}-%`]
  const queued = () => pool.query('SELECT FROM engine.queue WHERE function_id LIKE $1', own)
  await until(async () => (await queued()).rowCount === 1)
  await route.stop()
  await pool.query('UPDATE engine.queue SET losses = 4 WHERE function_id LIKE $1', own)
  const last = await onEngine(scene, lost, { maxLosses: 3 })
  onTestFinished(last.stop)
  await until(() => scene.notes.length > 0)
  expect(scene.notes).toEqual(['the worker died 4 times during this step'])
})

test('a worker that stops gives its calls back at once, and the step runs elsewhere', async () => {
  const scene = setScene()
  const start = (hang: boolean) =>
    onEngine(
      scene,
      (s) => [
        s.client.createFunction(
          { id: 'handed', triggers: [{ event: s.name('happened') }] },
          async ({ step }) => {
            await step.run('work', async () => {
              s.note('began')
              if (hang) await new Promise(() => undefined)
            })
          },
        ),
      ],
      { graceMs: 100 },
    )
  const first = await start(true)
  await sendEvent({ name: scene.name('happened'), data: {} })
  await until(() => scene.notes.length === 1)
  await first.stop()
  const { rows } = await database().pool.query(
    'SELECT state, losses FROM engine.queue WHERE function_id LIKE $1',
    [`${scene.name('').slice(0, -1)}-%`],
  )
  expect(rows).toEqual([{ state: 'ready', losses: 0 }])
  const second = await start(false)
  onTestFinished(second.stop)
  await until(() => scene.notes.length === 2)
  expect(scene.notes).toEqual(['began', 'began'])
})

test('a worker that loses its connections goes on when the database is back, and loses nothing', async () => {
  const scene = setScene()
  const engine = await onEngine(scene, (s) => [
    s.client.createFunction(
      { id: 'lasting', triggers: [{ event: s.name('happened') }] },
      async ({ event, step }) => {
        for (const part of [1, 2, 3])
          await step.run(`part ${part}`, () => new Promise((resolve) => setTimeout(resolve, 20)))
        s.note(String(event.data.number))
      },
    ),
  ])
  onTestFinished(engine.stop)
  const admin = new pg.Client(urls.superUrl)
  await admin.connect()
  onTestFinished(() => admin.end())
  for (let number = 0; number < 30; number += 1) {
    await sendEvent({ name: scene.name('happened'), data: { number } })
    if (number % 10 === 5) {
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'retoma engine%'",
      )
    }
  }
  await until(
    () => new Set(scene.notes).size === 30,
    () => scene.notes.length,
  )
})
