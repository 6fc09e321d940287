import { expect, test } from 'vitest'
import { Failing } from './failing'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20) + seconds * 1000)

test('a connection that throws rests twice as long each time, up to five minutes, and is served at once after it worked', () => {
  const failing = new Failing()
  let now = 0
  const rests: number[] = []
  for (let time = 0; time < 12; time++) {
    failing.note('a', true, at(now))
    let rest = 0
    while (failing.rests('a', at(now + rest))) rest++
    rests.push(rest)
    now += rest
  }
  expect(rests).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
  expect(failing.rests('b', at(now))).toBe(false)
  failing.note('a', true, at(now))
  failing.note('a', false, at(now))
  expect(failing.rests('a', at(now))).toBe(false)
  failing.note('a', true, at(now))
  expect(failing.rests('a', at(now + 1))).toBe(false)
})
