import { encode } from 'next-auth/jwt'
import { expect, test } from 'vitest'
import { createContext } from '~/wiring/context'
import { createCallerFactory } from '~/kernel/trpc'
import { appRouter } from '~/wiring/router'
import { database } from '~/kernel/db'
import { sessionSecret } from '~/kernel/session-cookie'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa, makeMember, makeUser, TEST_PASSWORD } from './factory'
import { removeMember, setRole } from './service/members'
import { changePassword, createUser, setUserActive } from './service/users'
import { authorize, listEmpresas } from './service/session'
import { signIn } from './service/sign-in'

useDatabase()

const now = new Date('2026-11-20T12:00:00Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const from = (ip: string) => ({ ip, path: '/entrar' })
const clock = () => now
const operator = { actor: { kind: 'system', name: 'Linha de comando' }, request: from('x'), now } as const

/** What the browser of a signed-in user can do. */
async function browserOf(id: string, sessionVersion = 1) {
  const token = await encode({ token: { sub: id, v: sessionVersion }, secret: sessionSecret(), maxAge: 600 })
  return createCallerFactory(appRouter)(() => createContext(token, new Headers(), null))
}

const auditOf = (empresaId: string) =>
  withEmpresa(systemScope(empresaId, 'test'), (ctx) =>
    ctx.db.auditEntry.findMany({ select: { action: true, actor: true, ip: true }, orderBy: { at: 'asc' } }),
  )

test('a sign-in is accepted, and stands in the log of each empresa of the user', async () => {
  const user = await makeUser({ name: 'Bia' })
  const shops = [await makeEmpresa(), await makeEmpresa()]
  for (const shop of shops) await makeMember(shop.id, user.id, 'viewer')
  const signedIn = await signIn(
    { email: ` ${user.email.toUpperCase()} `, password: TEST_PASSWORD },
    from('10.1.1.1'),
    now,
  )
  expect(signedIn).toEqual({ id: user.id, sessionVersion: 1 })
  for (const shop of shops) {
    expect(await auditOf(shop.id)).toContainEqual({ action: 'user.signed_in', actor: 'Bia', ip: '10.1.1.1' })
  }
})

test('a wrong password, an unknown user and a deactivated one get the same answer', async () => {
  const user = await makeUser()
  const shop = await makeEmpresa()
  await makeMember(shop.id, user.id, 'owner')
  const away = await makeUser()
  await setUserActive(away.id, false, operator)
  const tries = [
    { email: user.email, password: 'wrong' },
    { email: 'nobody@pessoa.test', password: TEST_PASSWORD },
    { email: away.email, password: TEST_PASSWORD },
  ]
  for (const input of tries) {
    const failing = signIn(input, from('10.1.1.2'), now)
    await expect(failing).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'E-mail ou senha não conferem.',
    })
  }
  expect(await auditOf(shop.id)).toContainEqual(expect.objectContaining({ action: 'user.sign_in_failed' }))
})

test('five failures close the account for every address, say how long, and open it again', async () => {
  const user = await makeUser()
  for (let n = 0; n < 5; n++) {
    await expect(signIn({ email: user.email, password: 'x' }, from(`10.2.0.${n}`), after(n))).rejects.toThrow(
      /não conferem/,
    )
  }
  const right = { email: user.email, password: TEST_PASSWORD }
  await expect(signIn(right, from('10.2.0.9'), after(10))).rejects.toMatchObject({
    code: 'TOO_MANY_TRIES',
    message: 'Muitas tentativas. Espere 15 minutos e tente de novo.',
    details: { retryAfterSeconds: 890 },
  })
  expect(await signIn(right, from('10.2.0.9'), after(900))).toMatchObject({ id: user.id })
})

test('an address that tries many accounts is closed, for known and unknown users alike', async () => {
  const password = 'x'
  for (let n = 0; n < 25; n++) {
    await expect(signIn({ email: `n${n}@pessoa.test`, password }, from('10.3.0.1'), now)).rejects.toThrow(
      /não conferem/,
    )
  }
  await expect(signIn({ email: 'n99@pessoa.test', password }, from('10.3.0.1'), now)).rejects.toThrow(
    /Muitas tentativas/,
  )
  await expect(signIn({ email: 'n99@pessoa.test', password }, from('10.3.0.2'), now)).rejects.toThrow(
    /não conferem/,
  )
})

test('an IPv6 line that changes its address with each try is one address', async () => {
  const tries = Array.from({ length: 26 }, (_, n) => ({ email: `v6-${n}@pessoa.test`, password: 'x' }))
  const messages: string[] = []
  for (const [n, input] of tries.entries())
    await signIn(input, from(`2804:14c:1:2::${n}`), now).catch((error: Error) => messages.push(error.message))
  expect(messages.filter((text) => text.includes('Muitas tentativas'))).toHaveLength(1)
})

test('tries made at the same time do not pass the limit together', async () => {
  const user = await makeUser()
  const burst = Array.from({ length: 12 }, (_, n) =>
    signIn({ email: user.email, password: 'x' }, from(`10.4.0.${n}`), now),
  )
  const codes = (await Promise.allSettled(burst)).map((result) =>
    result.status === 'rejected' ? (result.reason as { code: string }).code : 'in',
  )
  expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(5)
  expect(codes.filter((code) => code === 'TOO_MANY_TRIES')).toHaveLength(7)
})

test('deactivation, a new password and removal take effect on the next request of an open session', async () => {
  const user = await makeUser()
  const shop = await makeEmpresa()
  await makeMember(shop.id, user.id, 'admin')
  const browser = await browserOf(user.id)
  expect(await browser.access.members({ empresa: shop.slug })).toHaveLength(1)

  await withEmpresa(systemScope(shop.id, 'test'), (ctx) => removeMember(ctx, { userId: user.id }))
  await expect(browser.access.members({ empresa: shop.slug })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  await changePassword(
    { user, request: from('x'), now: clock },
    { current: TEST_PASSWORD, next: 'another good one' },
  )
  await expect(browser.access.me()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  const again = await browserOf(user.id, 2)
  expect(await again.access.me()).toMatchObject({ id: user.id })
  await setUserActive(user.id, false, operator)
  await expect(again.access.me()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

test('a lower role takes effect on the next request', async () => {
  const [owner, user] = [await makeUser(), await makeUser()]
  const shop = await makeEmpresa()
  await makeMember(shop.id, owner.id, 'owner')
  await makeMember(shop.id, user.id, 'admin')
  const [ofOwner, ofUser] = [await browserOf(owner.id), await browserOf(user.id)]
  await ofUser.access.setRole({ empresa: shop.slug, userId: user.id, role: 'operator' })
  await expect(
    ofUser.access.setRole({ empresa: shop.slug, userId: user.id, role: 'admin' }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await ofOwner.access.setRole({ empresa: shop.slug, userId: user.id, role: 'admin' })
  await expect(
    ofUser.access.setRole({ empresa: shop.slug, userId: owner.id, role: 'viewer' }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the last owner stays', async () => {
  const shop = await makeEmpresa()
  const owner = await makeUser()
  await makeMember(shop.id, owner.id, 'owner')
  const scope = systemScope(shop.id, 'test')
  await expect(
    withEmpresa(scope, (ctx) => setRole(ctx, { userId: owner.id, role: 'admin' })),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(withEmpresa(scope, (ctx) => removeMember(ctx, { userId: owner.id }))).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('t-61 no empresa is ever assumed: none named, none found; a user sees only their own', async () => {
  const user = await makeUser()
  const [mine, other] = [await makeEmpresa(), await makeEmpresa()]
  await makeMember(mine.id, user.id, 'viewer')
  const browser = await browserOf(user.id)
  expect(await listEmpresas(user.id)).toEqual([expect.objectContaining({ slug: mine.slug, role: 'viewer' })])
  await expect(browser.access.members({ empresa: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await database().prisma.membership.count()).toBe(0)
  const foreign = await authorize(user, other.slug, 'viewer', from('x'), clock).catch(
    (error: unknown) => error,
  )
  const missing = await authorize(user, 'no-such-shop', 'viewer', from('x'), clock).catch(
    (error: unknown) => error,
  )
  const odd = await authorize(user, 'loja\0', 'viewer', from('x'), clock).catch((error: unknown) => error)
  expect(foreign).toMatchObject({ code: 'NOT_FOUND' })
  expect(String(odd)).toBe(String(missing))
  expect(String(foreign)).toBe(String(missing))
})

test('a token that is forged, of another shape or of no user gives no session', async () => {
  const caller = createCallerFactory(appRouter)
  const forged = await encode({
    token: { sub: (await makeUser()).id, v: 1 },
    secret: 'another secret, another secret, other',
  })
  for (const token of [undefined, '', 'x.y.z', forged]) {
    await expect(caller(() => createContext(token, new Headers(), null)).access.me()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  }
})

test('users are rejected with the field and the reason', async () => {
  await expect(createUser({ email: 'x', name: '', password: 'short' })).rejects.toMatchObject({
    issues: [{ path: ['email'] }, { path: ['name'] }, { path: ['password'] }],
  })
  const { email } = await makeUser()
  await expect(createUser({ email, name: 'Y', password: TEST_PASSWORD })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})
