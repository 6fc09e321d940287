import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { NEEDS_PERSON } from './kinds'
import { actionName, KNOWN_ACTIONS } from './texts'

const SOURCES = path.resolve(import.meta.dirname, '..')

test('ten-7 every action that is written to the audit log has a name that users read', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /service.*\.ts$/.test(file) && !file.includes('.test.'),
  )
  const entities = new Set(KNOWN_ACTIONS.map(({ action }) => action.split('.')[0]))
  // Kinds of notifications are written alike.
  const written = new RegExp(`(?<!kind: )'((?:${[...entities].join('|')})\\.[a-z_]+)'`, 'g')
  const actions = files.flatMap((file) =>
    [...readFileSync(path.join(SOURCES, file), 'utf8').matchAll(written)].map(([, action = '']) => action),
  )
  expect(actions.length).toBeGreaterThan(30)
  expect(actions.filter((action) => actionName(action) === action && !NEEDS_PERSON.has(action))).toEqual([])
})
