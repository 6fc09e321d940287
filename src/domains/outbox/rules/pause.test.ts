import { expect, test } from 'vitest'
import { tomorrowMorning } from './pause'

test.each([
  ['2026-11-19T15:00:00Z', 'America/Sao_Paulo', '2026-11-20T11:00:00.000Z'],
  // Half past midnight: tomorrow is the next calendar day.
  ['2026-11-20T03:30:00Z', 'America/Sao_Paulo', '2026-11-21T11:00:00.000Z'],
  ['2026-11-20T02:30:00Z', 'America/Sao_Paulo', '2026-11-20T11:00:00.000Z'],
  ['2026-11-19T15:00:00Z', 'America/Rio_Branco', '2026-11-20T13:00:00.000Z'],
  // The night in which New York turns its clocks back.
  ['2026-10-31T20:00:00Z', 'America/New_York', '2026-11-01T13:00:00.000Z'],
])('pausing at %s in %s lasts until %s', (now, zone, until) => {
  expect(tomorrowMorning(new Date(now), zone).toISOString()).toBe(until)
})
