import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeMember } from '../../src/domains/access/factory'
import { reaches } from '../../src/domains/access/rules'
import { ROLES } from '../../src/kernel/trpc'
import { call, textOf, type Outcome } from './call'
import { exportedEntries, procedureEntries, type Entry } from './entries'
import { idOf, seeder, usePrints, type Prints, type Seeder, type Shop } from './world'

const entries = [...procedureEntries, ...exportedEntries].filter((entry) => entry.meta.scope === 'empresa')
const OWN = 'propria'
const VICTIM = 'vitima'

/** Errors that say something of the row itself, so the entry did find it. */
const REACHED = ['CONFLICT', 'SOURCE_UNAVAILABLE', 'SOURCE_INVALID']

type Pair = { own: Shop; victim: Shop }
/** What an entry answers one's own user, before and after another empresa has rows. */
type Readings = Record<'alone' | 'together', Map<string, Outcome>>
/** `idle` is for calls that are denied, `read` for those that change nothing; who changes rows gets a pair of its own. */
type World = { seed: Seeder; idle: Pair; read: Pair; readings: Readings }

async function world(superUrl: string): Promise<World> {
  const seed = await seeder(superUrl)
  const own = await seed(OWN, 7)
  // Each export adds its own line to the log that other entries read.
  const exporter = await seed(OWN, 7)
  const readings = async () => {
    const answers = new Map<string, Outcome>()
    for (const entry of entries.filter(({ kind }) => kind !== 'mutation')) {
      const shop = entry.kind === 'export' ? exporter : own
      const input = entry.input(idsFor(entry, (kind) => idOf(shop, kind)))
      answers.set(entry.name, await call(entry, shop.people.owner, shop.slug, input))
    }
    return answers
  }
  const alone = await readings()
  const victim = await seed(VICTIM, 7777)
  const together = await readings()
  return { seed, idle: { own, victim }, read: await bothMembers(seed), readings: { alone, together } }
}

/** The own user belongs to both: only the empresa of a request decides what is reached. */
async function bothMembers(seed: Seeder): Promise<Pair> {
  const [own, victim] = [await seed(OWN, 7), await seed(VICTIM, 7777)]
  await makeMember(victim.id, own.people.owner.id, 'owner')
  return { own, victim }
}

/** The generated two-tenant cases: one block per entry that works inside an empresa. */
export function isolationSuite(title: string, superUrl: string): void {
  describe(title, () => {
    const prints = usePrints(superUrl)
    let made: World
    // First of all: no other empresa has rows yet.
    beforeAll(async () => {
      made = await world(superUrl)
    })
    describe.each(entries.map((entry) => [`${entry.kind} ${entry.name}`, entry] as const))(
      '%s',
      (_, entry) => {
        foreignEmpresa(entry, () => made.idle)
        foreignRows(
          entry,
          () => (entry.kind === 'mutation' ? bothMembers(made.seed) : Promise.resolve(made.read)),
          prints,
        )
        if (entry.kind !== 'mutation') nothingOfOthers(entry, () => made.readings)
      },
    )
  })
}

function idsFor(entry: Entry, make: (kind: string) => string): string[] {
  return (entry.meta.ids ?? []).map(make)
}

function foreignEmpresa(entry: Entry, pair: () => Pair): void {
  test('a foreign empresa and a missing one answer alike; no session and a low role are denied', async () => {
    const { own, victim } = pair()
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

function foreignRows(entry: Entry, pair: () => Promise<Pair>, prints: Prints): void {
  const kinds = entry.meta.ids ?? []
  test(`t-62 ids of another empresa (${kinds.join(', ') || 'none'}) answer as missing ones do, and change nothing`, async () => {
    const { own, victim } = await pair()
    const user = own.people.owner
    const before = await prints(victim.id)
    const foreignIds = idsFor(entry, (kind) => idOf(victim, kind))
    const missingIds = foreignIds.map(() => randomUUID())
    const foreign = await call(entry, user, own.slug, entry.input(foreignIds))
    expect(textOf(foreign)).not.toContain(VICTIM)
    if (kinds.length > 0) {
      const missing = await call(entry, user, own.slug, entry.input(missingIds))
      expect(textOf(foreign, foreignIds)).toBe(textOf(missing, missingIds))
    }
    expect(await prints(victim.id)).toEqual(before)
    // The same call with one's own rows gets through: the errors above are about the tenant, not about the input.
    const reached = await call(entry, victim.people.owner, victim.slug, entry.input(foreignIds))
    if (!reached.ok) expect(REACHED, textOf(reached)).toContain(reached.code)
  })
}

function nothingOfOthers(entry: Entry, readings: () => Readings): void {
  test('t-60 the answer is the same whether another empresa has rows or not', () => {
    const [alone, together] = [readings().alone.get(entry.name), readings().together.get(entry.name)]
    if (!alone || !together) throw new Error(`${entry.name} was not read`)
    expect(alone.ok, textOf(alone)).toBe(true)
    expect(textOf(together)).not.toContain(VICTIM)
    // Each export adds its own line to the log that `auditoria` shows.
    if (entry.name !== 'auditoria') expect(textOf(together)).toBe(textOf(alone))
  })
}
