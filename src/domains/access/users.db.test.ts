import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { expect, test, vi } from 'vitest'
import type { Mail } from '~/adapters/mail/send'
import { database } from '~/kernel/db'
import { sessionSecret } from '~/kernel/session-cookie'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { createCallerFactory, type Role } from '~/kernel/trpc'
import { createContext, userOfToken } from '~/wiring/context'
import { appRouter } from '~/wiring/router'
import { useDatabase } from '../../../test/postgres/clone'
import { authOptions } from './auth-options'
import { makeEmpresa, makeMember, makeUser, TEST_PASSWORD } from './factory'
import { linkFor, mailLink } from './service/password-links'
import { setPassword, setUserActive } from './service/users'
import { signIn } from './service/sign-in'

useDatabase()

const by = (address: string) => ({ ip: address, path: '/x' })
const headers = (address: string) => new Headers({ 'x-retoma-address': address })
const later = (ms: number) => new Date(new Date().getTime() + ms)

async function callerOf(user: { id: string } | null, address = '10.9.0.1', v = 1) {
  const token = user
    ? await encode({ token: { sub: user.id, v }, secret: sessionSecret(), maxAge: 600 })
    : undefined
  return createCallerFactory(appRouter)(() => createContext(token, headers(address), '/api/trpc'))
}

/** An empresa with one member of each given role. */
async function shopWith<const R extends Role>(...roles: R[]) {
  const shop = await makeEmpresa()
  const members = await Promise.all(roles.map(async (role) => ({ role, user: await makeUser() })))
  for (const { role, user } of members) await makeMember(shop.id, user.id, role)
  const member = (role: R) => {
    const found = members.find((entry) => entry.role === role)
    if (!found) throw new Error(role)
    return found.user
  }
  return { ...shop, member }
}

const auditOf = (empresaId: string) =>
  withEmpresa(systemScope(empresaId, 'test'), (ctx) =>
    ctx.db.auditEntry.findMany({ orderBy: { at: 'asc' }, omit: { id: true } }),
  )

/** Sends what was asked for, as the background function does, and gives the mails. */
async function delivered(): Promise<Mail[]> {
  const mails: Mail[] = []
  const { rows } = await database().pool.query<{ id: string }>(
    "DELETE FROM engine.events WHERE name = 'access.link_requested' RETURNING data->>'linkId' AS id",
  )
  for (const { id } of rows)
    await mailLink(
      id,
      (mail) => Promise.resolve(void mails.push(mail)),
      () => new Date(),
    )
  return mails
}
const tokenIn = (mail: Mail | undefined) => /redefinir#([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''

test('ten-3 a forgotten password: one link by e-mail, used once; every session ends, and it stands in the log', async () => {
  const shop = await shopWith('owner')
  const user = shop.member('owner')
  const visitor = await callerOf(null, '10.9.1.1')
  const open = await callerOf(user)
  expect(await visitor.access.requestLink({ email: user.email })).toBeUndefined()
  expect(await visitor.access.requestLink({ email: 'ninguem@pessoa.test' })).toBeUndefined()
  const mails = await delivered()
  expect(mails.map((mail) => mail.to)).toEqual([user.email])
  const token = tokenIn(mails[0])
  const stored = await database().prisma.passwordReset.findMany()
  expect(JSON.stringify(stored)).not.toContain(token)

  await expect(visitor.access.choosePassword({ token, password: 'curta' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await visitor.access.choosePassword({ token, password: 'uma senha bem nova' })
  await expect(visitor.access.choosePassword({ token, password: 'mais uma senha' })).rejects.toThrow(
    /já foi usado ou venceu/,
  )
  await expect(open.access.me()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(
    signIn({ email: user.email, password: TEST_PASSWORD }, by('10.9.1.2'), new Date()),
  ).rejects.toThrow()
  expect(
    await signIn({ email: user.email, password: 'uma senha bem nova' }, by('10.9.1.2'), new Date()),
  ).toMatchObject({
    id: user.id,
  })
  expect(await auditOf(shop.id)).toContainEqual(
    expect.objectContaining({ action: 'user.password_reset', ip: '10.9.1.1' }),
  )
})

test('ten-3 a link that is late, or of a deactivated user, opens nothing; a newer one ends the older', async () => {
  const user = await makeUser()
  const visitor = await callerOf(null, '10.9.2.1')
  await visitor.access.requestLink({ email: user.email })
  const token = tokenIn((await delivered())[0])
  const other = (await linkFor(user.email, new Date())).split('#')[1] ?? ''
  await database().prisma.passwordReset.updateMany({ data: { expiresAt: later(-1000) } })
  for (const each of [token, other, 'x'])
    await expect(
      visitor.access.choosePassword({ token: each, password: 'uma senha bem nova' }),
    ).rejects.toThrow(/já foi usado ou venceu/)
  await database().prisma.passwordReset.updateMany({ data: { expiresAt: later(60_000) } })
  await database().prisma.user.update({ where: { id: user.id }, data: { active: false } })
  await expect(visitor.access.choosePassword({ token, password: 'uma senha bem nova' })).rejects.toThrow(
    /venceu/,
  )
  await database().prisma.user.update({ where: { id: user.id }, data: { active: true } })
  await visitor.access.choosePassword({ token: other, password: 'uma senha bem nova' })
  await expect(visitor.access.choosePassword({ token, password: 'uma senha bem nova' })).rejects.toThrow(
    /venceu/,
  )
  await database().prisma.user.update({ where: { id: user.id }, data: { active: false } })
  await visitor.access.requestLink({ email: user.email })
  expect(await delivered()).toEqual([])
})

test('ten-3 links are limited alike for known and unknown e-mails, and a link ends a lock', async () => {
  const user = await makeUser()
  for (const email of [user.email, 'nao-existe@pessoa.test']) {
    const visitor = await callerOf(null, email === user.email ? '10.9.3.1' : '10.9.3.2')
    for (let n = 0; n < 3; n++) await visitor.access.requestLink({ email })
    await expect(visitor.access.requestLink({ email })).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  }
  await delivered()
  for (let n = 0; n < 5; n++)
    await signIn({ email: user.email, password: 'x' }, by('10.9.3.3'), new Date()).catch(() => undefined)
  const right = { email: user.email, password: 'uma senha bem nova' }
  await expect(signIn(right, by('10.9.3.4'), new Date())).rejects.toThrow(/Muitas tentativas/)
  const token = (await linkFor(user.email, new Date())).split('#')[1] ?? ''
  await (await callerOf(null)).access.choosePassword({ token, password: right.password })
  expect(await signIn(right, by('10.9.3.4'), new Date())).toMatchObject({ id: user.id })
})

test('tries to change a password count under the limits of the account', async () => {
  const user = await makeUser()
  const mine = await callerOf(user, '10.9.4.1')
  const change = (current: string) => mine.access.changePassword({ current, next: 'uma senha bem nova' })
  for (let n = 0; n < 5; n++) await expect(change('errada')).rejects.toThrow(/não confere/)
  await expect(change(TEST_PASSWORD)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await expect(
    signIn({ email: user.email, password: TEST_PASSWORD }, by('10.9.4.2'), new Date()),
  ).rejects.toThrow(/Muitas tentativas/)
})

test('leaving ends that session on the server, its renewals too, and no other one; it stands in the log', async () => {
  const shop = await shopWith('viewer')
  const user = shop.member('viewer')
  const since = Math.floor(new Date().getTime() / 1000)
  const cookie = (sid: string, began = since) =>
    encode({ token: { sub: user.id, v: 1, sid, since: began }, secret: sessionSecret(), maxAge: 600 })
  const [left, other] = [randomUUID(), randomUUID()]
  expect(await userOfToken(await cookie(left))).toMatchObject({ id: user.id })
  const { events } = authOptions(by('10.9.5.1'))
  await events?.signOut?.({ token: { sub: user.id, v: 1, sid: left } } as never)
  expect(await userOfToken(await cookie(left))).toBeNull()
  expect(await userOfToken(await cookie(other))).toMatchObject({ id: user.id })
  expect(await userOfToken(await cookie(other, since - 31 * 24 * 3600))).toBeNull()
  expect(await auditOf(shop.id)).toContainEqual(
    expect.objectContaining({ action: 'user.signed_out', actor: user.name, ip: '10.9.5.1' }),
  )
})

test('ten-3 a member who is deactivated is out with the next request, in this empresa alone, and comes back', async () => {
  const shop = await shopWith('owner', 'admin', 'operator')
  const elsewhere = await makeEmpresa()
  const operator = shop.member('operator')
  await makeMember(elsewhere.id, operator.id, 'viewer')
  const [admin, theirs] = [await callerOf(shop.member('admin')), await callerOf(operator)]
  const set = (userId: string, active: boolean) =>
    admin.access.setMemberActive({ empresa: shop.slug, userId, active })
  expect(await theirs.access.members({ empresa: shop.slug })).toHaveLength(3)
  await set(operator.id, false)
  await expect(theirs.access.members({ empresa: shop.slug })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await theirs.access.empresas()).map(({ slug }) => slug)).toEqual([elsewhere.slug])
  const members = await admin.access.members({ empresa: shop.slug })
  expect(members.find(({ id }) => id === operator.id)).toMatchObject({ active: false, role: 'operator' })
  await set(operator.id, true)
  expect(await theirs.access.members({ empresa: shop.slug })).toHaveLength(3)
  await expect(set(shop.member('owner').id, false)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(set(shop.member('admin').id, false)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(
    theirs.access.setMemberActive({ empresa: shop.slug, userId: operator.id, active: false }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const actions = (await auditOf(shop.id)).map(({ action }) => action)
  expect(actions).toEqual(expect.arrayContaining(['member.deactivated', 'member.activated']))
})

test('the last owner who can sign in stays', async () => {
  const shop = await shopWith('owner')
  const second = await makeUser()
  await makeMember(shop.id, second.id, 'owner')
  const first = await callerOf(shop.member('owner'))
  await first.access.setMemberActive({ empresa: shop.slug, userId: second.id, active: false })
  await expect(
    first.access.setRole({ empresa: shop.slug, userId: shop.member('owner').id, role: 'admin' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  await first.access.removeMember({ empresa: shop.slug, userId: second.id })
  const third = await makeUser()
  await makeMember(shop.id, third.id, 'owner')
  await setUserActive(third.id, false, {
    actor: { kind: 'system', name: 'Linha de comando' },
    request: by('x'),
    now: new Date(),
  })
  await expect(
    first.access.removeMember({ empresa: shop.slug, userId: shop.member('owner').id }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a user that another empresa is inviting at the same time is added, not rejected', async () => {
  const shop = await shopWith('owner')
  const owner = await callerOf(shop.member('owner'))
  const sql = await database().pool.connect()
  await sql.query('BEGIN')
  await sql.query("INSERT INTO users (email, name, password_hash) VALUES ('dita@pessoa.test', 'Dita', 'x')")
  const input = { empresa: shop.slug, email: 'dita@pessoa.test', name: 'Outra', role: 'operator' } as const
  const invited = owner.access.inviteMember(input).catch((error: unknown) => error)
  const waits = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  await vi.waitFor(async () => expect((await database().pool.query(waits)).rowCount).toBe(1), 60_000)
  await sql.query('COMMIT')
  sql.release()
  expect(await invited).toEqual({ invited: false })
  expect((await owner.access.members({ empresa: shop.slug })).map(({ name }) => name)).toContain('Dita')
})

test('a name is one line: what an invitation says is not up to its sender', async () => {
  const shop = await shopWith('owner')
  const owner = await callerOf(shop.member('owner'))
  const name = 'Ana.\n\nA sua conta vence hoje: https://outra.test'
  await expect(
    owner.access.inviteMember({ empresa: shop.slug, email: 'x@pessoa.test', name, role: 'viewer' }),
  ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('a new user is invited by a link of a week; a known one is added; no member gives a role above their own', async () => {
  const shop = await shopWith('admin')
  const admin = await callerOf(shop.member('admin'))
  const known = await makeUser()
  const invite = (email: string, role: Role) =>
    admin.access.inviteMember({ empresa: shop.slug, email, name: 'Nova Pessoa', role })
  expect(await invite('nova@pessoa.test', 'operator')).toEqual({ invited: true })
  expect(await invite(known.email, 'viewer')).toEqual({ invited: false })
  await expect(invite(known.email, 'viewer')).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(invite('dono@pessoa.test', 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const mails = await delivered()
  expect(mails).toMatchObject([{ to: 'nova@pessoa.test', subject: 'Seu acesso ao Retoma' }])
  await (
    await callerOf(null)
  ).access.choosePassword({ token: tokenIn(mails[0]), password: 'minha senha nova' })
  await signIn({ email: 'nova@pessoa.test', password: 'minha senha nova' }, by('10.9.6.1'), new Date())
  const lines = await auditOf(shop.id)
  expect(lines).toContainEqual(
    expect.objectContaining({ action: 'user.created', after: { name: 'Nova Pessoa' } }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({ action: 'member.added', after: { name: known.name, role: 'viewer' } }),
  )
})

test('ten-7 what the installation does to an account stands in the log of each of its empresas', async () => {
  const shop = await shopWith('viewer')
  const { id } = shop.member('viewer')
  const outside = (ms: number) =>
    ({
      actor: { kind: 'system', name: 'Linha de comando' },
      request: { ip: null, path: null },
      now: later(ms),
    }) as const
  await setUserActive(id, false, outside(0))
  await setUserActive(id, true, outside(1000))
  await setPassword(id, 'uma senha dada', outside(2000))
  const lines = (await auditOf(shop.id)).filter(({ entity }) => entity === 'user')
  expect(lines).toMatchObject([
    {
      action: 'user.deactivated',
      actor: 'Linha de comando',
      before: { active: true },
      after: { active: false },
    },
    { action: 'user.activated', before: { active: false }, after: { active: true } },
    { action: 'user.password_set' },
  ])
  expect(JSON.stringify(lines)).not.toContain('senha dada')
})
