import pg from 'pg'
import { expect, test } from 'vitest'
import { accountDatabase } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from './factory'
import { forgetWait, reserveAttempt } from './service/attempts'

const { superUrl } = useDatabase()
const now = new Date('2026-11-20T12:00:00Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error))

test('tries that wait for one e-mail take no connection: an empresa works on meanwhile', async () => {
  const shop = await makeEmpresa()
  const holder = new pg.Client({ connectionString: superUrl })
  await holder.connect()
  await holder.query("SELECT pg_advisory_lock(1, hashtext('alvo@x.test'))")
  const tries = Array.from({ length: 40 }, (_, n) =>
    reserveAttempt('alvo@x.test', `10.0.0.${String(n)}`, now).then(() => 'reserved', codeOf),
  )
  expect(await withEmpresa(systemScope(shop.id, 'test'), (ctx) => ctx.db.order.count())).toBe(0)
  expect(accountDatabase().pool.totalCount).toBeLessThanOrEqual(2)
  await holder.query("SELECT pg_advisory_unlock(1, hashtext('alvo@x.test'))")
  await holder.end()
  const answers = await Promise.all(tries)
  expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(5)
  expect(new Set(answers)).toEqual(new Set(['reserved', 'TOO_MANY_TRIES']))
})

test('400 tries at once for one e-mail: five are looked at, and none ends in an error of the portal', async () => {
  const answers = await Promise.all(
    Array.from({ length: 400 }, () =>
      reserveAttempt('burst@x.test', '10.9.9.9', now).then(() => 'reserved', codeOf),
    ),
  )
  expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(5)
  expect(answers.filter((answer) => answer === 'TOO_MANY_TRIES')).toHaveLength(395)
})

test('while a wait is known a rejection asks the database nothing; what ends it is seen at once here, and soon elsewhere', async () => {
  const { prisma } = accountDatabase()
  const reserve = (at: Date) => reserveAttempt('wait@x.test', `10.3.${String(at.getTime() % 251)}.1`, at)
  for (let n = 0; n < 5; n++) await reserve(now)
  await expect(reserve(now)).rejects.toMatchObject({ details: { retryAfterSeconds: 900 } })
  await prisma.signInAttempt.deleteMany({ where: { account: 'wait@x.test' } })
  await expect(reserve(after(3))).rejects.toMatchObject({ details: { retryAfterSeconds: 897 } })
  await reserve(after(6))
  for (let n = 0; n < 4; n++) await reserve(after(6))
  await expect(reserve(after(7))).rejects.toMatchObject({ code: 'TOO_MANY_TRIES' })
  await prisma.signInAttempt.deleteMany({ where: { account: 'wait@x.test' } })
  forgetWait('wait@x.test')
  await reserve(after(7))
})
