import { expect, test } from 'vitest'
import { startOf } from './demo-messages'

test.each([
  ['a working morning: its evening', '2026-11-17T10:49:00Z', '2026-11-17T21:15:00Z'],
  ['a holiday’s morning: before its quiet hours', '2026-11-20T10:49:00Z', '2026-11-20T20:30:00Z'],
  ['an evening that is over: the next one', '2026-11-17T22:30:00Z', '2026-11-18T21:15:00Z'],
  ['a Saturday’s night: before Sunday’s quiet hours', '2026-11-21T23:30:00Z', '2026-11-22T20:30:00Z'],
  ['after midnight: the evening that comes', '2026-11-18T04:00:00Z', '2026-11-18T21:15:00Z'],
])('the demonstration’s shop has its day behind it, and numbers still write; %s', (_when, now, starts) => {
  expect(startOf(new Date(now), 'America/Sao_Paulo')).toEqual(new Date(starts))
})
