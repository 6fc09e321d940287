import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const PORTAL = path.join(process.cwd(), 'src/app/(portal)/[empresa]')
const pages = readdirSync(PORTAL, { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'page.tsx')
  .map((file) => path.dirname(file))

/** The folders from a page up to the empresa's own. */
function foldersOf(page: string): string[] {
  const parts = page.split(path.sep)
  return parts.map((_, depth) => path.join(PORTAL, ...parts.slice(0, depth + 1)))
}
const waitsInView = (page: string) =>
  foldersOf(page).some((folder) => existsSync(path.join(folder, 'loading.tsx')))

test('the page of a thing that may not exist answers 404: no loading.tsx sends its 200 first', () => {
  const things = pages.filter((page) => page.includes('[id]'))
  expect(things.length).toBeGreaterThan(9)
  expect(things.filter(waitsInView)).toEqual([])
})

test('every other page shows at once what is coming', () => {
  expect(pages.filter((page) => !page.includes('[id]') && !waitsInView(page))).toEqual([])
})
