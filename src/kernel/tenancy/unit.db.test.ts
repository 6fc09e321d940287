import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { isLoss } from '../database-away'
import { database } from '../db'
import { toAppError } from '../errors'
import { systemScope, withEmpresa, withEmpresaSql } from './unit'

const { superUrl } = useDatabase()

async function createEmpresa(slug: string): Promise<string> {
  const id = randomUUID()
  await database().prisma.$transaction(async (db) => {
    await db.$queryRaw`SELECT set_config('app.empresa_id', ${id}, true)`
    await db.empresa.create({ data: { id, slug, name: slug } })
  })
  return id
}

test('t-61 with no empresa named nothing is seen and nothing can be written', async () => {
  await createEmpresa('nobody')
  expect(await database().prisma.empresa.count()).toBe(0)
  await expect(database().prisma.empresa.create({ data: { slug: 'x', name: 'x' } })).rejects.toThrow(
    /row-level security/,
  )
})

test('a unit of work sees its own empresa only, and writes to no other', async () => {
  const a = await createEmpresa('loja-a')
  const b = await createEmpresa('loja-b')
  const seen = await withEmpresa(systemScope(a, 'test'), (ctx) =>
    ctx.db.empresa.findMany({ select: { id: true } }),
  )
  expect(seen).toEqual([{ id: a }])
  const intruder = withEmpresaSql(systemScope(a, 'test'), (ctx) =>
    ctx.sql.query(
      "INSERT INTO notifications (empresa_id, at, kind, title, dedupe_key) VALUES ($1, now(), 'x', 'x', 'x')",
      [b],
    ),
  )
  await expect(intruder).rejects.toThrow(/row-level security/)
})

test('a failing unit rolls everything back', async () => {
  const a = await createEmpresa('loja-c')
  const failing = withEmpresa(systemScope(a, 'test'), async (ctx) => {
    await ctx.db.notification.create({
      data: { empresaId: a, at: ctx.now, kind: 'x', title: 'x', dedupeKey: 'x' },
    })
    throw new Error('after the write')
  })
  await expect(failing).rejects.toThrow('after the write')
  expect(await withEmpresa(systemScope(a, 'test'), (ctx) => ctx.db.notification.count())).toBe(0)
})

test('a unit whose connection dies gives its place back, whatever it was doing, and says that the database is away', async () => {
  const scope = systemScope(await createEmpresa('loja-d'), 'test')
  const owner = new pg.Client(superUrl)
  await owner.connect()
  onTestFinished(() => owner.end())
  const kill = (pid: unknown) => owner.query('SELECT pg_terminate_backend($1)', [pid])
  const PID = 'SELECT pg_backend_pid() AS pid'
  const { units } = database()
  units.setLimits({ total: 1, perKey: 1 })
  onTestFinished(() => units.setLimits({ total: 10, perKey: 4 }))
  const lost = [
    withEmpresaSql(scope, async ({ sql }) => {
      const { rows } = await sql.query<{ pid: number }>(PID)
      await kill(rows[0]?.pid)
      await sql.query('SELECT 1')
    }),
    withEmpresaSql(scope, async ({ sql }) => {
      const { rows } = await sql.query<{ pid: number }>(PID)
      await Promise.all([sql.query('SELECT pg_sleep(60)'), kill(rows[0]?.pid)])
    }),
    // It doesn't look at its connection again before its end.
    withEmpresaSql(scope, async ({ sql }) => {
      const { rows } = await sql.query<{ pid: number }>(PID)
      await kill(rows[0]?.pid)
    }),
    withEmpresa(scope, async ({ db }) => {
      const [own] = await db.$queryRawUnsafe<{ pid: number }[]>(PID)
      await kill(own?.pid)
      await db.notification.count()
    }),
    withEmpresa(scope, async ({ db }) => {
      const [own] = await db.$queryRawUnsafe<{ pid: number }[]>(PID)
      await Promise.all([db.$executeRawUnsafe('SELECT pg_sleep(60)'), kill(own?.pid)])
    }),
  ]
  for (const one of await Promise.allSettled(lost))
    expect(one.status === 'rejected' && (isLoss(one.reason) || one.reason)).toBe(true)
  expect(await withEmpresa(scope, () => Promise.resolve('served'))).toBe('served')
})

test('a disk that is full is said as such, over either driver', async () => {
  const scope = systemScope(await createEmpresa('loja-e'), 'test')
  const FULL = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
  for (const failing of [
    withEmpresaSql(scope, ({ sql }) => sql.query(FULL)),
    withEmpresa(scope, ({ db }) => db.$executeRawUnsafe(FULL)),
  ])
    expect(toAppError(await failing.catch((error: unknown) => error))).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(
        /disco .* está cheio.*nada do que já estava guardado se perdeu/,
      ) as string,
    })
})
