import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../db'
import { systemScope, withEmpresa, withEmpresaSql } from './unit'

useDatabase()

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
