import { expect, test } from 'vitest'
import { nextTurn, postTurn } from './post-rules'
import { whenText } from './post-texts'

const ZONE = 'America/Sao_Paulo'
const at = (text: string) => new Date(text)
const post = { at: '10:00', weekdays: [5], onceOn: null, lastDay: null }

test('t-20 a post is due once on its days, in its hour; later it is reported', () => {
  const turn = (text: string, over = {}) => postTurn({ ...post, ...over }, ZONE, at(text)).kind
  // 2026-11-20 is a Friday; 13:00 UTC is 10:00 in São Paulo.
  expect(turn('2026-11-20T12:59:59Z')).toBe('wait')
  expect(turn('2026-11-20T13:00:00Z')).toBe('post')
  expect(turn('2026-11-20T14:00:01Z')).toBe('late')
  expect(turn('2026-11-20T13:00:00Z', { lastDay: '2026-11-20' })).toBe('wait')
  expect(turn('2026-11-20T13:00:00Z', { lastDay: '2026-11-13' })).toBe('post')
  expect(turn('2026-11-21T13:00:00Z')).toBe('wait')
})

test('a post of one day is due on that day, whatever its weekdays; missed, it is reported the day after too', () => {
  const turn = (text: string, over = {}) =>
    postTurn({ ...post, weekdays: [], onceOn: '2026-11-21', ...over }, ZONE, at(text)).kind
  expect(turn('2026-11-20T13:00:00Z')).toBe('wait')
  expect(turn('2026-11-21T13:00:00Z')).toBe('post')
  expect(turn('2026-11-23T13:00:00Z')).toBe('late')
  expect(turn('2026-11-23T13:00:00Z', { lastDay: '2026-11-21' })).toBe('wait')
})

test('the next turn is the first that is still to come and was not had', () => {
  const next = (text: string, over = {}) =>
    nextTurn({ ...post, ...over }, ZONE, at(text))?.toISOString() ?? null
  expect(next('2026-11-20T12:00:00Z')).toBe('2026-11-20T13:00:00.000Z')
  expect(next('2026-11-20T13:00:00Z')).toBe('2026-11-27T13:00:00.000Z')
  expect(next('2026-11-20T12:00:00Z', { lastDay: '2026-11-20' })).toBe('2026-11-27T13:00:00.000Z')
  expect(next('2026-11-20T12:00:00Z', { onceOn: '2026-12-25' })).toBe('2026-12-25T13:00:00.000Z')
  expect(next('2026-12-26T12:00:00Z', { onceOn: '2026-12-25' })).toBeNull()
})

test('when a post goes out, in words', () => {
  expect(whenText({ ...post, weekdays: [0, 1, 2, 3, 4, 5, 6] })).toBe('todo dia às 10:00')
  expect(whenText({ ...post, weekdays: [5, 1] })).toBe('seg e sex às 10:00')
  expect(whenText({ ...post, weekdays: [1, 3, 5] })).toBe('seg, qua e sex às 10:00')
  expect(whenText({ ...post, onceOn: '2026-12-25' })).toBe('25/12/2026 às 10:00')
})
