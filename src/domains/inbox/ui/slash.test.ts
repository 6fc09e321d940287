import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matching, slashAt, withChoice, type Choice } from './slash'

const choice = (label: string, text = 'x'): Choice => ({ id: label, label, text, missing: [], kind: 'reply' })

test.each([
  ['/', 1, ''],
  ['/pra', 4, 'pra'],
  ['Oi! /pra', 8, 'pra'],
  ['Oi!\n/é', 6, 'é'],
])('ux-18 %j requests a text', (body, cursor, word) => {
  expect(slashAt(body, cursor)?.word).toBe(word)
})

test.each([
  ['https://loja.test', 17],
  ['1/2', 3],
  ['Oi', 2],
  ['/prazo depois', 13],
  ['e/ou', 4],
])('ux-18 %j does not', (body, cursor) => {
  expect(slashAt(body, cursor)).toBeNull()
})

test('ux-18 the chosen text replaces what was typed, and nothing else of the reply changes', () => {
  expect(withChoice('Oi! /pra tchau', 8, 'Em 3 dias.')).toEqual({ body: 'Oi! Em 3 dias. tchau', cursor: 14 })
  const any = fc.string().filter((text) => !text.includes('/'))
  fc.assert(
    fc.property(any, any, any, (before, after, text) => {
      const body = `${before} /a${after}`
      const put = withChoice(body, before.length + 3, text)
      expect(put.body).toBe(`${before} ${text}${after}`)
      expect(put.body.slice(0, put.cursor)).toBe(`${before} ${text}`)
    }),
  )
})

test('ux-18 shortcuts with this beginning come first, then any part of name and text, without accents', () => {
  const all = [choice('/troca', 'Prazo de troca'), choice('/prazo'), choice('/endereço')]
  expect(matching(all, 'pra').map(({ id }) => id)).toEqual(['/prazo', '/troca'])
  expect(matching(all, 'enderec').map(({ id }) => id)).toEqual(['/endereço'])
  expect(matching(all, '')).toHaveLength(3)
})
