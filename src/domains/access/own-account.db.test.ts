import { encode } from 'next-auth/jwt'
import { expect, test } from 'vitest'
import type { Mail } from '~/adapters/mail/send'
import { database } from '~/kernel/db'
import { sessionSecret } from '~/kernel/session-cookie'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { createCallerFactory } from '~/kernel/trpc'
import { createContext } from '~/wiring/context'
import { appRouter } from '~/wiring/router'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa, makeMember, makeUser, TEST_PASSWORD } from './factory'
import { mailEmailLink, mailEmailNotice } from './service/email-change'
import { linkFor } from './service/password-links'
import { signIn } from './service/sign-in'

useDatabase()

let addresses = 0
async function callerOf(user: { id: string } | null) {
  const token = user
    ? await encode({ token: { sub: user.id, v: 1 }, secret: sessionSecret(), maxAge: 600 })
    : undefined
  const headers = new Headers({ 'x-retoma-address': `10.7.0.${++addresses}` })
  return createCallerFactory(appRouter)(() => createContext(token, headers, '/api/trpc'))
}
/** A member of two empresas. */
async function makeMemberOfTwo() {
  const user = await makeUser({ name: 'Ana Prado' })
  const shops = [await makeEmpresa(), await makeEmpresa()]
  for (const { id } of shops) await makeMember(id, user.id, 'admin')
  const lines = async () => {
    const of = shops.map(({ id }) =>
      withEmpresa(systemScope(id, 'test'), (ctx) =>
        ctx.db.auditEntry.findMany({
          where: { entity: 'user' },
          select: { action: true, before: true, after: true },
          orderBy: { at: 'asc' },
        }),
      ),
    )
    const [first, second] = await Promise.all(of)
    expect(second).toEqual(first)
    return first
  }
  return { user, lines, mine: await callerOf(user) }
}
/** Sends what was asked for, as the background function does, and gives the mails. */
async function delivered(): Promise<Mail[]> {
  const mails: Mail[] = []
  const keep = (mail: Mail) => Promise.resolve(void mails.push(mail))
  const { rows } = await database().pool.query<{ id: string }>(
    "DELETE FROM engine.events WHERE name = 'access.email_change_requested' RETURNING data->>'changeId' AS id",
  )
  for (const { id } of rows) {
    await mailEmailLink(id, keep, () => new Date())
    await mailEmailNotice(id, keep, () => new Date())
  }
  return mails
}
const tokenIn = (mail: Mail | undefined) => /confirmar#([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''

test('ten-8 ten-7 a user changes their own name and phone; each empresa keeps what was and what is', async () => {
  const { mine, lines } = await makeMemberOfTwo()
  await mine.access.renameMe({ name: 'Ana Maria' })
  await mine.access.renameMe({ name: 'Ana Maria' })
  await mine.access.changeMyPhone({ phone: '11 98765-4321' })
  expect(await mine.access.account()).toMatchObject({ name: 'Ana Maria', phone: '+5511987654321' })
  await mine.access.changeMyPhone({ phone: '' })
  await expect(mine.access.changeMyPhone({ phone: '98765-4321' })).rejects.toThrow(/com o DDD/)
  expect(await lines()).toEqual([
    { action: 'user.renamed', before: { name: 'Ana Prado' }, after: { name: 'Ana Maria' } },
    { action: 'user.phone_changed', before: { phone: null }, after: { phone: '+5511987654321' } },
    { action: 'user.phone_changed', before: { phone: '+5511987654321' }, after: { phone: null } },
  ])
})

test('ten-8 a new e-mail counts once its mailbox confirms it; the old one is notified, and its password links die', async () => {
  const { user, mine, lines } = await makeMemberOfTwo()
  const visitor = await callerOf(null)
  const email = `nova-${user.id}@pessoa.test`
  const oldLink = (await linkFor(user.email, new Date())).split('#')[1] ?? ''
  await expect(mine.access.changeMyEmail({ email, current: 'errada' })).rejects.toThrow(/não confere/)
  expect(await delivered()).toEqual([])
  await mine.access.changeMyEmail({ email: ` ${email.toUpperCase()} `, current: TEST_PASSWORD })
  expect(await mine.access.account()).toMatchObject({ email: user.email, pendingEmail: email })
  const mails = await delivered()
  expect(mails.map(({ to }) => to)).toEqual([email, user.email])
  expect(tokenIn(mails[1])).toBe('')
  const token = tokenIn(mails[0])
  expect(JSON.stringify(await database().prisma.emailChange.findMany())).not.toContain(token)

  await visitor.access.confirmEmail({ token })
  await expect(visitor.access.confirmEmail({ token })).rejects.toThrow(/já foi usado ou venceu/)
  expect(await mine.access.account()).toMatchObject({ email, pendingEmail: null })
  const enter = (as: string) =>
    signIn({ email: as, password: TEST_PASSWORD }, { ip: '10.7.9.9', path: '/entrar' }, new Date())
  expect(await enter(email)).toMatchObject({ id: user.id })
  await expect(enter(user.email)).rejects.toThrow()
  await expect(
    visitor.access.choosePassword({ token: oldLink, password: 'uma senha bem nova' }),
  ).rejects.toThrow(/venceu/)
  const change = { before: { email: user.email }, after: { email } }
  expect(await lines()).toEqual(
    expect.arrayContaining([
      { action: 'user.email_requested', ...change },
      { action: 'user.email_changed', ...change },
    ]),
  )
})

test('an address of another account gets the same answer and no link, and one taken meanwhile is rejected', async () => {
  const { mine, user } = await makeMemberOfTwo()
  const other = await makeUser()
  expect(await mine.access.changeMyEmail({ email: other.email, current: TEST_PASSWORD })).toBeUndefined()
  expect(await delivered()).toEqual([])
  await expect(mine.access.changeMyEmail({ email: user.email, current: TEST_PASSWORD })).rejects.toThrow(
    /já é o seu/,
  )
  const email = `disputada-${user.id}@pessoa.test`
  await mine.access.changeMyEmail({ email, current: TEST_PASSWORD })
  const token = tokenIn((await delivered())[0])
  await makeUser({ email })
  await expect((await callerOf(null)).access.confirmEmail({ token })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('a link that is late, given up or replaced by another opens nothing', async () => {
  const { mine, user } = await makeMemberOfTwo()
  const visitor = await callerOf(null)
  const ask = async (n: number) => {
    await mine.access.changeMyEmail({ email: `outra-${n}-${user.id}@pessoa.test`, current: TEST_PASSWORD })
    return tokenIn((await delivered())[0])
  }
  const [replaced, givenUp] = [await ask(1), await ask(2)]
  await mine.access.cancelEmailChange()
  const late = await ask(3)
  const { prisma } = database()
  await prisma.emailChange.updateMany({ data: { expiresAt: new Date(new Date().getTime() - 1000) } })
  for (const token of [replaced, givenUp, late, 'x'])
    await expect(visitor.access.confirmEmail({ token })).rejects.toThrow(/já foi usado ou venceu/)
  expect(await mine.access.account()).toMatchObject({ email: user.email, pendingEmail: null })
})
