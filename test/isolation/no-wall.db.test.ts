import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { provideEnv } from '../../src/env'
import { closeDatabase } from '../../src/kernel/db'
import { useDatabase } from '../postgres/clone'
import { call, textOf } from './call'
import { ask } from './catalog'
import { procedureEntries } from './entries'
import { stripFilters } from './strip-filters'
import { isolationSuite } from './suite'
import { idOf, seeder } from './world'

const { superUrl, appUrl } = useDatabase()
const role = `bypass_${randomBytes(6).toString('hex')}`

// A role that row-level security doesn't bind: what is left is what the application filters by itself.
beforeAll(async () => {
  await ask(superUrl, `CREATE ROLE ${role} LOGIN BYPASSRLS PASSWORD 'app' IN ROLE retoma_app`)
  const url = new URL(appUrl)
  url.username = role
  vi.stubEnv('DATABASE_URL', url.href)
  provideEnv({})
  await closeDatabase()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  provideEnv({})
  await closeDatabase()
  await ask(superUrl, `DROP ROLE ${role}`)
})

isolationSuite('the filters alone: row-level security does not bind this role', superUrl)

describe('with neither wall the cases above do find leaks, so they can fail', () => {
  const leaky = ['carts.list', 'customers.list', 'leads.list', 'orders.list', 'empresas.bell', 'carts.get']
  let filters: ReturnType<typeof stripFilters> | undefined
  beforeAll(() => {
    filters = stripFilters()
  })
  afterAll(() => filters?.undo())

  test.each(leaky)('%s shows the rows of another empresa', async (name) => {
    const entry = procedureEntries.find((candidate) => candidate.name === name)
    if (!entry) throw new Error(`no procedure ${name}`)
    const seed = await seeder(superUrl)
    const [own, victim] = [await seed('propria', 7), await seed('vitima', 7777)]
    const input = name.endsWith('.get')
      ? entry.input((entry.meta.ids ?? []).map((kind) => idOf(victim, kind)))
      : {}
    expect(textOf(await call(entry, own.people.owner, own.slug, input))).toContain('vitima')
  })
})
