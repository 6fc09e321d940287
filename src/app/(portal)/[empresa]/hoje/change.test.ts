import { expect, it } from 'vitest'
import { changeOf, pointsOf } from './change'

it('compares with the period before, and says nothing without one', () => {
  expect(changeOf(150, 100)).toEqual({ label: '+50%', direction: 'up', good: true })
  expect(changeOf(50, 100)).toEqual({ label: '−50%', direction: 'down', good: false })
  expect(changeOf(50, 100, false)?.good).toBe(true)
  expect(changeOf(50, 100, null)?.good).toBeNull()
  expect(changeOf(100, 100)?.direction).toBe('same')
  expect(changeOf(1, 0)).toBeUndefined()
  expect(changeOf(1, undefined)).toBeUndefined()
})

it('compares rates in points', () => {
  expect(pointsOf(0.325, 0.3)).toEqual({ label: '+2,5 p.p.', direction: 'up', good: true })
  expect(pointsOf(null, 0.3)).toBeUndefined()
})
