import { encode } from 'next-auth/jwt'
import { afterEach, expect, test, vi } from 'vitest'
import { makeUser } from '~/domains/access/factory'
import { listEmpresas } from '~/domains/access/service/session'
import { slugFrom } from '~/domains/empresas/rules'
import { slugSchema } from '~/domains/empresas/schema'
import { provideEnv } from '~/env'
import { sessionSecret } from '~/kernel/session-cookie'
import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { createCallerFactory } from '~/kernel/trpc'
import { useDatabase } from '../../test/postgres/clone'
import { createContext } from './context'
import { newEmpresa } from './new-empresa'
import { appRouter } from './router'

useDatabase()
afterEach(() => {
  vi.unstubAllEnvs()
  provideEnv({})
})

const allow = (value: '0' | '1') => {
  vi.stubEnv('RETOMA_OPEN_EMPRESAS', value)
  provideEnv({})
}
async function callerOf(user: { id: string }, address = '10.8.0.1') {
  const token = await encode({ token: { sub: user.id, v: 1 }, secret: sessionSecret(), maxAge: 600 })
  const headers = new Headers({ 'x-retoma-address': address })
  return createCallerFactory(appRouter)(() => createContext(token, headers, '/api/trpc'))
}
const rowsOf = (id: string) =>
  withEmpresa(systemScope(id, 'test'), async ({ db }) => ({
    templates: await db.messageTemplate.count(),
    followUps: await db.followUp.findMany({ select: { activeSince: true } }),
    connections: await db.whatsappConnection.findMany({ select: { provider: true } }),
    members: await db.membership.findMany({ select: { userId: true, role: true } }),
    audit: await db.auditEntry.findMany({ select: { action: true, actor: true, ip: true } }),
  }))

test('a signed-in user makes an empresa where the platform allows it, is its owner, and finds its first rows', async () => {
  allow('1')
  const user = await makeUser({ name: 'Ana Dona' })
  const mine = await callerOf(user)
  expect(await mine.platform.mayFound()).toBe(true)
  expect(await mine.platform.foundEmpresa({ slug: 'calcados-da-ana', name: 'Calçados da Ana' })).toEqual({
    slug: 'calcados-da-ana',
  })
  expect(await listEmpresas(user.id)).toEqual([
    { slug: 'calcados-da-ana', name: 'Calçados da Ana', role: 'owner' },
  ])
  const rows = await rowsOf(await empresaIdBySlug('calcados-da-ana'))
  expect(rows.templates).toBeGreaterThan(0)
  expect(rows.followUps.length).toBeGreaterThan(0)
  expect(rows.followUps.every(({ activeSince }) => activeSince === null)).toBe(true)
  expect(rows.connections).toEqual([{ provider: 'simulator' }])
  expect(rows.members).toEqual([{ userId: user.id, role: 'owner' }])
  expect(rows.audit).toContainEqual({ action: 'empresa.created', actor: 'Ana Dona', ip: '10.8.0.1' })
  expect((await mine.empresas.get({ empresa: 'calcados-da-ana' })).settings.start.state).toBe('open')
})

test('without the setting a user makes none; the command line makes the same by the same service', async () => {
  allow('0')
  const mine = await callerOf(await makeUser())
  expect(await mine.platform.mayFound()).toBe(false)
  await expect(mine.platform.foundEmpresa({ slug: 'fechada', name: 'Fechada' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await expect(empresaIdBySlug('fechada')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const { id } = await newEmpresa({ slug: 'pela-linha', name: 'Pela linha' })
  const rows = await rowsOf(id)
  expect(rows).toMatchObject({ connections: [{ provider: 'simulator' }], members: [] })
  expect(rows.templates).toBeGreaterThan(0)
})

test('a taken or reserved short name is rejected with its field, and nothing is left of the attempt', async () => {
  allow('1')
  const [first, second] = [await makeUser(), await makeUser()]
  await (await callerOf(first)).platform.foundEmpresa({ slug: 'tomada', name: 'A' })
  const other = await callerOf(second, '10.8.0.2')
  await expect(other.platform.foundEmpresa({ slug: 'tomada', name: 'B' })).rejects.toMatchObject({
    code: 'CONFLICT',
    cause: { details: { fields: [{ field: 'slug' }] } },
  })
  await expect(other.platform.foundEmpresa({ slug: 'entrar', name: 'B' })).rejects.toThrow(/próprio portal/)
  expect(await listEmpresas(second.id)).toEqual([])
  await expect(
    newEmpresa({ slug: 'meia', name: 'Meia' }, { work: () => Promise.reject(new Error('caiu')) }),
  ).rejects.toThrow('caiu')
  await expect(empresaIdBySlug('meia')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a user makes at most five a day', async () => {
  allow('1')
  const mine = await callerOf(await makeUser(), '10.8.0.3')
  for (let n = 0; n < 5; n++) await mine.platform.foundEmpresa({ slug: `muitas-${n}`, name: 'Muitas' })
  await expect(mine.platform.foundEmpresa({ slug: 'muitas-5', name: 'Muitas' })).rejects.toMatchObject({
    code: 'TOO_MANY_REQUESTS',
  })
})

test.each([
  ['Calçados da Ana!', 'calcados-da-ana'],
  ['  Maré  Alta — Moda & Praia ', 'mare-alta-moda-praia'],
  ['日本', ''],
  ['A'.repeat(39) + ' loja', 'a'.repeat(39)],
])('the name %j suggests %j', (name, slug) => {
  expect(slugFrom(name)).toBe(slug)
  if (slug) expect(slugSchema.safeParse(slug).success).toBe(true)
})
