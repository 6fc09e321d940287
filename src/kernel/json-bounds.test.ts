import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refuseHeavyJson } from './json-bounds'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
const passes = (text: string, bounds?: { depth: number; values: number }) => {
  try {
    refuseHeavyJson(text, bounds)
    return true
  } catch {
    return false
  }
}

test('depth is that of the value, whatever its texts contain', () => {
  const text = fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ',', ']', '}', 'ç'), maxLength: 12 })
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      text,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  })).value
  fc.assert(
    fc.property(value, fc.integer({ min: 0, max: 6 }), fc.boolean(), (sample, depth, spaced) => {
      const written = JSON.stringify(sample, null, spaced ? 2 : 0)
      expect(passes(written, { depth, values: Infinity })).toBe(depthOf(sample) <= depth)
    }),
  )
})

test('values are counted, not the signs inside of texts', () => {
  expect(passes(JSON.stringify({ json: Array.from({ length: 19_990 }, () => 1) }))).toBe(true)
  expect(passes(JSON.stringify({ json: Array.from({ length: 20_001 }, () => 1) }))).toBe(false)
  expect(passes(JSON.stringify({ json: ',[{'.repeat(100_000) }))).toBe(true)
})

test('hostile JSON is rejected within milliseconds, and a list of 4 MB is read as fast', () => {
  const hostile = [
    '['.repeat(4_900_000),
    `[${'1,'.repeat(2_000_000)}1]`,
    `{"json":${'[]'.repeat(9)}${'['.repeat(99)}`,
  ]
  const began = performance.now()
  for (const text of hostile) expect(passes(text)).toBe(false)
  expect(performance.now() - began).toBeLessThan(200)
  expect(passes(JSON.stringify({ json: { text: '31987654321\n'.repeat(333_000) } }))).toBe(true)
})
