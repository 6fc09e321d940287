import { expect, it } from 'vitest'
import { UFS } from '~/kernel/br'
import { UF_NAMES, UF_PLACES, ufTone } from './uf-grid'

it('gives every state a name and a place of its own', () => {
  expect(Object.keys(UF_PLACES).sort()).toEqual([...UFS].sort())
  expect(Object.keys(UF_NAMES).sort()).toEqual([...UFS].sort())
  const places = Object.values(UF_PLACES).map(([column, row]) => `${column.toString()}/${row.toString()}`)
  expect(new Set(places).size).toBe(27)
})

it('gives different counts different tones in their order, and none to zero', () => {
  const counts = [0, 11, 19, 70, 98, 11]
  expect(counts.map((count) => ufTone(count, counts))).toEqual([0, 0.25, 0.5, 0.75, 1, 0.25])
  expect(ufTone(1, [1])).toBe(1)
  expect(ufTone(0, [])).toBe(0)
})
