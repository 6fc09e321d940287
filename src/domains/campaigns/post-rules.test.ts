import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localDay } from '../../kernel/clock'
import { dueRuns, hadOnSaving, LATEST_MINUTES, nextRun, postKey } from './post-rules'
import { whenText } from './post-texts'

const ZONE = 'America/Sao_Paulo'
const at = (text: string) => new Date(text)
// 2026-11-20 is a Friday; 13:00 UTC is 10:00 in São Paulo.
const post = { times: ['10:00', '20:00'], weekdays: [5], onceOn: null, hadUntil: at('2026-11-20T00:00:00Z') }
const runs = (text: string, over = {}, zone = ZONE) =>
  dueRuns({ ...post, ...over }, zone, at(text)).map(
    ({ day, time, inTime }) => `${day} ${time} ${inTime ? 'goes' : 'missed'}`,
  )

test('msg-7 a post is due at each of its hours, once', () => {
  expect(runs('2026-11-20T12:59:59Z')).toEqual([])
  expect(runs('2026-11-20T13:00:00Z')).toEqual(['2026-11-20 10:00 goes'])
  expect(runs('2026-11-20T13:01:00Z', { hadUntil: at('2026-11-20T13:00:00Z') })).toEqual([])
  expect(runs('2026-11-20T23:00:00Z', { hadUntil: at('2026-11-20T13:00:00Z') })).toEqual([
    '2026-11-20 20:00 goes',
  ])
  expect(runs('2026-11-21T13:00:00Z', { hadUntil: at('2026-11-20T23:00:00Z') })).toEqual([])
})

test('t-20 a missed post is reported, its own day or later; only the last hour still goes out, and only within it', () => {
  expect(runs('2026-11-20T14:00:01Z')).toEqual(['2026-11-20 10:00 missed'])
  expect(runs('2026-11-20T23:30:00Z')).toEqual(['2026-11-20 10:00 missed', '2026-11-20 20:00 goes'])
  expect(runs('2026-11-22T12:00:00Z')).toEqual(['2026-11-20 10:00 missed', '2026-11-20 20:00 missed'])
  // Down over midnight: the hour before it is still current.
  expect(runs('2026-11-21T03:10:00Z', { times: ['23:50'] })).toEqual(['2026-11-20 23:50 goes'])
  // Two hours so close that both are current: the same text never leaves twice at once.
  expect(runs('2026-11-20T13:40:00Z', { times: ['10:00', '10:30'] })).toEqual([
    '2026-11-20 10:00 missed',
    '2026-11-20 10:30 goes',
  ])
})

test('a post of one day is due on that day, whatever its weekdays; missed, it is reported days after', () => {
  const once = { weekdays: [], onceOn: '2026-11-21' }
  expect(runs('2026-11-20T13:00:00Z', once)).toEqual([])
  expect(runs('2026-11-21T13:00:00Z', once)).toEqual(['2026-11-21 10:00 goes'])
  expect(runs('2026-12-23T13:00:00Z', once)).toEqual(['2026-11-21 10:00 missed', '2026-11-21 20:00 missed'])
})

test('where the clock skips an hour in spring, two hours that coincide are one run; in autumn a repeated hour runs once', () => {
  const night = { times: ['02:30', '03:30'], weekdays: [0], hadUntil: at('2027-03-13T00:00:00Z') }
  const zone = 'America/New_York'
  // 2027-03-14, 02:30 is 03:30 there.
  expect(runs('2027-03-14T08:00:00Z', night, zone)).toEqual(['2027-03-14 02:30 goes'])
  const autumn = { times: ['01:30'], weekdays: [0], hadUntil: at('2027-11-07T00:00:00Z') }
  const [first] = dueRuns({ ...post, ...autumn }, zone, at('2027-11-07T07:00:00Z'))
  expect(first?.time).toBe('01:30')
  expect(runs('2027-11-07T07:00:00Z', { ...autumn, hadUntil: first?.due }, zone)).toEqual([])
})

test('t-40 whenever it runs, in any zone, an hour of a day comes once, in order, and at most one goes out at a time', () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  fc.assert(
    fc.property(
      fc.uniqueArray(clock, { minLength: 1, maxLength: 6 }).map((times) => times.sort()),
      fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
      fc.constantFrom('America/Sao_Paulo', 'America/New_York', 'Europe/Lisbon', 'America/Manaus'),
      fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 30 }),
      (times, weekdays, zone, steps) => {
        // Across both clock changes in New York and Lisbon.
        for (const start of ['2027-03-10T00:00:00Z', '2027-10-30T00:00:00Z']) {
          let hadUntil = at(start)
          let now = hadUntil.getTime()
          const keys: string[] = []
          for (const minutes of steps) {
            now += minutes * 60_000
            const due = dueRuns({ ...post, times, weekdays, hadUntil }, zone, new Date(now))
            expect(due.filter(({ inTime }) => inTime).length).toBeLessThanOrEqual(1)
            for (const run of due) {
              expect(now - run.due.getTime()).toBeGreaterThanOrEqual(0)
              if (run.inTime) expect(now - run.due.getTime()).toBeLessThanOrEqual(LATEST_MINUTES * 60_000)
              expect(run.day).toBe(localDay(run.due, zone))
              keys.push(postKey('p', run))
            }
            hadUntil = due.at(-1)?.due ?? hadUntil
          }
          expect(new Set(keys).size).toBe(keys.length)
        }
      },
    ),
  )
})

test('the next run is the first future one that hasn’t run yet', () => {
  const next = (text: string, over = {}) =>
    nextRun({ ...post, ...over }, ZONE, at(text))?.toISOString() ?? null
  expect(next('2026-11-20T12:00:00Z')).toBe('2026-11-20T13:00:00.000Z')
  expect(next('2026-11-20T13:00:00Z')).toBe('2026-11-20T23:00:00.000Z')
  expect(next('2026-11-20T23:00:00Z')).toBe('2026-11-27T13:00:00.000Z')
  expect(next('2026-11-20T12:00:00Z', { onceOn: '2026-12-25' })).toBe('2026-12-25T13:00:00.000Z')
  expect(next('2026-12-25T14:00:00Z', { onceOn: '2026-12-25' })).toBe('2026-12-25T23:00:00.000Z')
  expect(next('2026-12-26T12:00:00Z', { onceOn: '2026-12-25' })).toBeNull()
})

test('saving sends nothing at that moment, and drops no run that the minute’s job has not seen yet', () => {
  const now = at('2026-11-20T13:00:20Z')
  const before = { ...post, active: true }
  const saved = (over = {}, was: typeof before | null = before) =>
    runs(now.toISOString(), { ...over, hadUntil: hadOnSaving(was, { ...post, ...over }, ZONE, now) })
  expect(saved()).toEqual(['2026-11-20 10:00 goes'])
  expect(saved({}, null)).toEqual([])
  expect(saved({}, { ...before, active: false })).toEqual([])
  expect(saved({}, { ...before, hadUntil: now })).toEqual([])
  expect(saved({ times: ['09:00', '20:00'] })).toEqual([])
  expect(saved({ weekdays: [1] })).toEqual([])
  // Nothing ran for a quarter of an hour: a new hour that is already over is not expected either.
  const later = at('2026-11-20T13:20:00Z')
  const moved = { ...post, times: ['10:15'] }
  expect(dueRuns({ ...moved, hadUntil: hadOnSaving(before, moved, ZONE, later) }, ZONE, later)).toEqual([])
})

test('the schedule of a post, in words', () => {
  expect(whenText({ ...post, weekdays: [0, 1, 2, 3, 4, 5, 6] })).toBe('todo dia às 10:00 e 20:00')
  expect(whenText({ ...post, times: ['08:00'], weekdays: [5, 1] })).toBe('seg e sex às 08:00')
  expect(whenText({ ...post, times: ['08:00', '10:00', '20:00'], weekdays: [1, 3, 5] })).toBe(
    'seg, qua e sex às 08:00, 10:00 e 20:00',
  )
  expect(whenText({ ...post, onceOn: '2026-12-25' })).toBe('25/12/2026 às 10:00 e 20:00')
})
