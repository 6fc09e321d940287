import { expect, test } from 'vitest'
import { isHeld, waitingReason, type WaitingFacts } from './waiting'

const NOW = new Date('2026-11-20T15:00:00Z')
const TOMORROW = new Date('2026-11-21T03:00:00Z')
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)
const open: WaitingFacts['connection'] = {
  status: 'conectada',
  paused: false,
  pausedReason: null,
  sentToday: 3,
  dailyCap: 100,
  nextSendAt: NOW,
}
const why = (over: Partial<WaitingFacts>) =>
  waitingReason({ stateReason: null, notBefore: at(-1), connection: open, ...over }, NOW, TOMORROW)

test.each([
  ['disconnected', { status: 'desconectada' as const }, /desconectado/],
  ['paused with a reason', { paused: true, pausedReason: 'Férias.' }, /^Férias\.$/],
  ['at its cap', { sentToday: 100 }, /já enviou 100 mensagens hoje/],
  ['asked to wait', { nextSendAt: at(1) }, /pediu um intervalo/],
  ['free', {}, /um intervalo entre elas/],
])('msg-10 every message of a channel that is %s says so', (_, over, reason) => {
  expect(why({ connection: { ...open, ...over } })).toMatch(reason)
})

test('msg-10 a deferred message keeps its own reason while its channel may send, and a paused one says who decides', () => {
  const stateReason = 'É noite em São Paulo.'
  expect(why({ stateReason, notBefore: at(8) })).toBe(stateReason)
  expect(why({ stateReason, notBefore: at(8), connection: { ...open, paused: true } })).toMatch(/pausado/)
  expect(why({ notBefore: at(8) })).toMatch(/ainda não chegou/)
  expect(why({ notBefore: at(87_600) })).toMatch(/em pausa/)
  expect([isHeld(at(87_600), NOW), isHeld(at(24 * 365), NOW)]).toEqual([true, false])
})
