import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../src')
/** Weighs 32 kB in a browser, and checks nothing that the server doesn't check. */
const SERVER_ONLY = /^zod(?:\/|$)/

const IMPORT = /^(?:import|export)\s+(?!type\b)([^'";]*?)\s*from\s+'([^']+)'/gm

/** What a module needs when it runs: imports of nothing but types are gone by then. */
function needs(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(IMPORT)].flatMap(([, names = '', from = '']) => {
    const braced = /^\{([^}]*)\}$/.exec(names.trim())?.[1]
    const onlyTypes = braced
      ?.split(',')
      .filter((name) => name.trim() !== '')
      .every((name) => name.trim().startsWith('type '))
    return onlyTypes ? [] : [from]
  })
}

function fileOf(from: string, importer: string): string | null {
  const base = from.startsWith('~/')
    ? path.join(SRC, from.slice(2))
    : from.startsWith('.')
      ? path.resolve(path.dirname(importer), from)
      : null
  return (base && [`${base}.ts`, `${base}.tsx`].find((file) => existsSync(file))) ?? null
}

/** The chain of modules by which a file reaches a package of the server; null when it doesn't. */
function chainTo(file: string, seen: Set<string>): string[] | null {
  if (seen.has(file)) return null
  seen.add(file)
  for (const from of needs(file)) {
    if (SERVER_ONLY.test(from)) return [file, from]
    const next = fileOf(from, file)
    const chain = next && chainTo(next, seen)
    if (chain) return [file, ...chain]
  }
  return null
}

test('no module of the browser brings the server’s validation with it', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.join(SRC, file))
  const client = files.filter((file) => readFileSync(file, 'utf8').startsWith("'use client'"))
  expect(client.length).toBeGreaterThan(50)
  const chains = client.flatMap((file) => {
    const chain = chainTo(file, new Set())
    return chain ? [chain.map((one) => path.relative(SRC, one)).join(' → ')] : []
  })
  expect(chains).toEqual([])
})
