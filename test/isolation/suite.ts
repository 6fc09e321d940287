import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeMember } from '../../src/domains/access/factory'
import { reaches } from '../../src/domains/access/rules'
import { ROLES } from '../../src/kernel/trpc'
import { call, textOf } from './call'
import { exportedEntries, procedureEntries, type Entry } from './entries'
import { fingerprint, idOf, seeder, type Seeder } from './world'

const entries = [...procedureEntries, ...exportedEntries].filter((entry) => entry.meta.scope === 'empresa')
const OWN = 'propria'
const VICTIM = 'vitima'

/** Errors that say something of the row itself, so the entry did find it. */
const REACHED = ['CONFLICT', 'SOURCE_UNAVAILABLE', 'SOURCE_INVALID']

/** The generated two-tenant cases: one block per entry that works inside an empresa. */
export function isolationSuite(title: string, superUrl: () => string): void {
  describe(title, () => {
    let seed: Seeder
    beforeAll(async () => {
      seed = await seeder(superUrl())
    })
    describe.each(entries.map((entry) => [`${entry.kind} ${entry.name}`, entry] as const))(
      '%s',
      (_, entry) => {
        foreignEmpresa(entry, () => seed)
        foreignRows(entry, () => seed, superUrl)
        if (entry.kind !== 'mutation') nothingOfOthers(entry, () => seed)
      },
    )
  })
}

function idsFor(entry: Entry, make: (kind: string) => string): string[] {
  return (entry.meta.ids ?? []).map(make)
}

function foreignEmpresa(entry: Entry, seed: () => Seeder): void {
  test('a foreign empresa and a missing one answer alike; no session and a low role are denied', async () => {
    const [own, victim] = [await seed()(OWN, 7), await seed()(VICTIM, 7777)]
    const ids = idsFor(entry, (kind) => idOf(victim, kind))
    const input = entry.input(ids)
    const foreign = await call(entry, own.people.owner, victim.slug, input)
    const missing = await call(entry, own.people.owner, 'nenhuma-loja', input)
    expect(foreign).toMatchObject({ ok: false, code: 'NOT_FOUND' })
    expect(textOf(foreign)).toBe(textOf(missing))
    // As long as an address may be: a page shows that there is no such empresa, and doesn't break.
    const long = await call(entry, own.people.owner, 'x'.repeat(5000), input)
    expect(textOf(long)).toBe(textOf(missing))
    const anonymous = await call(entry, null, victim.slug, input)
    expect(anonymous).toMatchObject({
      ok: false,
      code: entry.kind === 'export' ? 'NOT_FOUND' : 'UNAUTHENTICATED',
    })
    const needed = entry.meta.role ?? 'owner'
    for (const role of ROLES.filter((candidate) => !reaches(candidate, needed))) {
      const low = await call(entry, victim.people[role], victim.slug, input)
      expect(low).toMatchObject({ ok: false, code: 'FORBIDDEN' })
    }
  })
}

function foreignRows(entry: Entry, seed: () => Seeder, superUrl: () => string): void {
  const kinds = entry.meta.ids ?? []
  test(`t-62 ids of another empresa (${kinds.join(', ') || 'none'}) answer as missing ones do, and change nothing`, async () => {
    const [own, victim] = [await seed()(OWN, 7), await seed()(VICTIM, 7777)]
    // The user belongs to both: only the empresa of the request decides what is reached.
    const user = own.people.owner
    await makeMember(victim.id, user.id, 'owner')
    const before = await fingerprint(superUrl(), victim.id)
    const foreignIds = idsFor(entry, (kind) => idOf(victim, kind))
    const missingIds = foreignIds.map(() => randomUUID())
    const foreign = await call(entry, user, own.slug, entry.input(foreignIds))
    expect(textOf(foreign)).not.toContain(VICTIM)
    if (kinds.length > 0) {
      const missing = await call(entry, user, own.slug, entry.input(missingIds))
      expect(textOf(foreign, foreignIds)).toBe(textOf(missing, missingIds))
    }
    expect(await fingerprint(superUrl(), victim.id)).toEqual(before)
    // The same call with one's own rows gets through: the errors above are about the tenant, not about the input.
    const reached = await call(entry, victim.people.owner, victim.slug, entry.input(foreignIds))
    if (!reached.ok) expect(REACHED, textOf(reached)).toContain(reached.code)
  })
}

function nothingOfOthers(entry: Entry, seed: () => Seeder): void {
  test('t-60 the answer is the same whether another empresa has rows or not', async () => {
    const own = await seed()(OWN, 7)
    const input = entry.input(idsFor(entry, (kind) => idOf(own, kind)))
    const alone = await call(entry, own.people.owner, own.slug, input)
    expect(alone.ok, textOf(alone)).toBe(true)
    await seed()(VICTIM, 7777)
    const together = await call(entry, own.people.owner, own.slug, input)
    const text = textOf(together)
    expect(text).not.toContain(VICTIM)
    // Each export adds its own line to the log that `auditoria` shows.
    if (entry.name !== 'auditoria') expect(text).toBe(textOf(alone))
  })
}
