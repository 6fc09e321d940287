import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { actionName } from './texts'

const SOURCES = path.resolve(import.meta.dirname, '..')

test('ten-7 every action that is written to the audit log has a name that people read', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /service.*\.ts$/.test(file) && !file.includes('.test.'),
  )
  const actions = files.flatMap((file) => {
    const source = readFileSync(path.join(SOURCES, file), 'utf8')
    return [
      ...source.matchAll(/action: (?:[^,'\n]*\? )?'([a-z_]+\.[a-z_]+)'(?: : '([a-z_]+\.[a-z_]+)')?/g),
    ].flatMap(([, first = '', second]) => (second ? [first, second] : [first]))
  })
  expect(actions.length).toBeGreaterThan(30)
  expect(actions.filter((action) => actionName(action) === action)).toEqual([])
})
