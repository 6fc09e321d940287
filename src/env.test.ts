import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ENV_NAMES } from './env'

it('.env.example explains every variable, and no other', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
  const named = [...example.matchAll(/^([A-Z][A-Z_]+)=/gm)].map((match) => match[1])
  expect(named.sort()).toEqual([...ENV_NAMES].sort())
})
