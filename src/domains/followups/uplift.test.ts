import { expect, test } from 'vitest'
import { detectableUplift, upliftOf, newcombe, wilson } from './uplift'

/** Mulberry32: the same numbers on every machine. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

test('Wilson and Newcombe agree with the published examples', () => {
  // Newcombe 1998, table II, example (a): 56/70 against 48/80 gives 0.0524 to 0.3339.
  const interval = newcombe({ people: 70, bought: 56 }, { people: 80, bought: 48 })
  expect(interval.low).toBeCloseTo(0.0524, 4)
  expect(interval.high).toBeCloseTo(0.3339, 4)
  // Example (c): 6/7 against 2/7.
  expect(newcombe({ people: 7, bought: 6 }, { people: 7, bought: 2 }).low).toBeCloseTo(0.0582, 4)
  // Newcombe 1998, single proportion: 81/263 gives 0.2553 to 0.3662.
  expect(wilson({ people: 263, bought: 81 }).low).toBeCloseTo(0.2553, 4)
  expect(wilson({ people: 263, bought: 81 }).high).toBeCloseTo(0.3662, 4)
  expect(wilson({ people: 0, bought: 0 })).toEqual({ low: 0, high: 1 })
})

const RUNS = 1000
const BASE = 0.2

/** 1,000 shops with a true uplift: how often the interval covers it, and what the verdict says. */
function simulate(trueUplift: number, treated: number, holdout: number) {
  const random = seeded(20_261_120 + Math.round(trueUplift * 100))
  const draw = (people: number, rate: number) => {
    let bought = 0
    for (let n = 0; n < people; n++) if (random() < rate) bought++
    return { people, bought }
  }
  let covered = 0
  let works = 0
  for (let run = 0; run < RUNS; run++) {
    const result = upliftOf(draw(treated, BASE + trueUplift), draw(holdout, BASE))
    if (result.interval && result.interval.low <= trueUplift && trueUplift <= result.interval.high) covered++
    if (result.verdict === 'funciona') works++
  }
  return { covered: covered / RUNS, works: works / RUNS }
}

test.each([0, 0.05, 0.15])(
  'with a true lift of %d the interval covers it in at least 93 % of 1,000 shops',
  (lift) => {
    expect(simulate(lift, 800, 200).covered).toBeGreaterThanOrEqual(0.93)
    expect(simulate(lift, 90, 10).covered).toBeGreaterThanOrEqual(0.93)
  },
)

test('no uplift is reported as one in at most 5 %, and an uplift as large as the detectable one is found in most shops', () => {
  expect(simulate(0, 800, 200).works).toBeLessThanOrEqual(0.05)
  expect(simulate(0, 90, 10).works).toBeLessThanOrEqual(0.05)
  const detectable = detectableUplift({ people: 800, bought: 200 }, { people: 200, bought: 40 }) ?? 0
  expect(detectable).toBeGreaterThan(0.05)
  expect(simulate(detectable, 800, 200).works).toBeGreaterThanOrEqual(0.7)
})

test('without customers in both groups there is no verdict', () => {
  expect(upliftOf({ people: 50, bought: 10 }, { people: 0, bought: 0 })).toMatchObject({
    lift: null,
    interval: null,
    verdict: 'sem_dados',
  })
  expect(detectableUplift({ people: 0, bought: 0 }, { people: 3, bought: 1 })).toBeNull()
})
