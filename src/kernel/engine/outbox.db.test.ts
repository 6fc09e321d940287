import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../db'
import { defineEvent, enqueueEvent, sendEvent } from '../events'

useDatabase()

const happened = defineEvent('test.happened', z.object({ empresaId: z.uuid(), number: z.int() }))
const empresaId = randomUUID()

async function stored(): Promise<number[]> {
  const { rows } = await database().pool.query<{ data: { number: number } }>(
    "SELECT data FROM engine.events WHERE name = 'test.happened' ORDER BY seq",
  )
  return rows.map((row) => row.data.number)
}

test('an event lives and dies with the unit of work that emits it, on Prisma and on raw SQL', async () => {
  const { prisma, pool } = database()
  await prisma.$transaction((db) => enqueueEvent({ db }, happened.create({ empresaId, number: 1 })))
  const undone = prisma.$transaction(async (db) => {
    await enqueueEvent({ db }, happened.create({ empresaId, number: 2 }))
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  const sql = await pool.connect()
  await sql.query('BEGIN')
  await enqueueEvent({ sql }, happened.create({ empresaId, number: 3 }))
  await sql.query('ROLLBACK')
  await sql.query('BEGIN')
  await enqueueEvent({ sql }, [
    happened.create({ empresaId, number: 4 }),
    happened.create({ empresaId, number: 5 }),
  ])
  await sql.query('COMMIT')
  sql.release()
  expect(await stored()).toEqual([1, 4, 5])
})

test('the same id counts once, and a payload outside the schema is never stored', async () => {
  await sendEvent(happened.create({ empresaId, number: 6 }, { id: 'once' }))
  await sendEvent(happened.create({ empresaId, number: 7 }, { id: 'once' }))
  await expect(sendEvent(happened.create({ empresaId: 'loja', number: 8 }))).rejects.toThrow(/empresaId/)
  expect((await stored()).slice(-1)).toEqual([6])
})
