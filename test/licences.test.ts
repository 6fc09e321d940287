import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '..')
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
})

/** As old packages write it; the lock leaves it out. */
const manifest = z.object({
  license: z.string().optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
})

/** What the installed package says; null for one of another platform, which is not here and is its parent's in another form. */
function installed(place: string): string | null {
  const file = path.join(root, place, 'package.json')
  if (!existsSync(file)) return null
  const { license, licenses = [] } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  return license ?? licenses.map(({ type }) => type).join(' OR ')
}

/** Packages of others that say nothing of their licence in package.json; each has the text of one beside it. */
const SILENT: Record<string, string> = { 'seq-queue': 'MIT' }

test('no package of the portal has a licence that would bind its users’ code', () => {
  const text = readFileSync(path.join(root, 'package-lock.json'), 'utf8')
  const packages = Object.entries(lock.parse(JSON.parse(text)).packages).filter(
    ([name, { dev }]) => name.startsWith('node_modules/') && dev !== true,
  )
  expect(packages.length).toBeGreaterThan(300)
  const rejected = packages.flatMap(([place, { license, optional }]) => {
    const name = place.replace(/^.*node_modules\//, '')
    const own = license ?? installed(place)
    if (own === null && optional === true) return []
    const said = SILENT[name] ?? (own || 'none')
    const isFree = !/GPL|SSPL|BUSL|UNLICENSED|^none$/i.test(said)
    // What Next would optimise pictures with: not needed, and linked to only where it is installed.
    const isSharp = optional === true && name.startsWith('@img/sharp-') && /LGPL/.test(said)
    return isFree || isSharp ? [] : [`${name}: ${said}`]
  })
  expect(rejected).toEqual([])
})
