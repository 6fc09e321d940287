import { describe, expect, it } from 'vitest'
import { absoluteText, durationText, relativeText } from './moment'

const zone = 'America/Sao_Paulo'
const now = new Date('2026-11-20T15:00:00Z')
const said = (at: string) => relativeText(new Date(at), now, zone)

describe('relativeText', () => {
  it.each([
    ['2026-11-20T14:59:30Z', 'agora'],
    ['2026-11-20T14:55:00Z', 'há 5 min'],
    ['2026-11-20T11:30:00Z', 'há 3 h'],
    ['2026-11-20T03:30:00Z', 'há 11 h'],
    ['2026-11-20T02:30:00Z', 'ontem 23:30'],
    ['2026-11-16T15:00:00Z', 'há 4 dias'],
    ['2026-11-01T15:00:00Z', '01/11/2026'],
    ['2026-11-20T15:05:00Z', 'em 5 min'],
    ['2026-11-24T15:00:00Z', 'em 4 dias'],
    ['2026-11-21T15:00:00Z', 'amanhã 12:00'],
  ])('%s reads %s', (at, text) => {
    expect(said(at)).toBe(text)
  })

  it('keeps hours across midnight while it is near', () => {
    expect(relativeText(new Date('2026-11-20T02:30:00Z'), new Date('2026-11-20T04:30:00Z'), zone)).toBe(
      'há 2 h',
    )
  })
})

it('writes the absolute time in the zone', () => {
  expect(absoluteText(new Date('2026-11-20T02:30:00Z'), zone)).toBe('19/11/2026 23:30')
})

it.each([
  [12, '12 s'],
  [180, '3 min'],
  [7500, '2 h 5 min'],
  [86_400, '1 dia'],
  [400_000, '5 dias'],
])('%d seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})
