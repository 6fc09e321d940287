import { expect, it } from 'vitest'
import { UFS } from '~/kernel/br'
import { UF_NAMES, UF_PLACES, ufLevel } from './uf-grid'

it('gives every state a name and a place of its own', () => {
  expect(Object.keys(UF_PLACES).sort()).toEqual([...UFS].sort())
  expect(Object.keys(UF_NAMES).sort()).toEqual([...UFS].sort())
  const places = Object.values(UF_PLACES).map(([column, row]) => `${column.toString()}/${row.toString()}`)
  expect(new Set(places).size).toBe(27)
})

it('grades counts, and keeps none apart from few', () => {
  expect(ufLevel(0, 100)).toBe(0)
  expect(ufLevel(1, 100)).toBe(1)
  expect(ufLevel(10, 100)).toBe(2)
  expect(ufLevel(30, 100)).toBe(3)
  expect(ufLevel(100, 100)).toBe(4)
  expect(ufLevel(1, 0)).toBe(0)
})
