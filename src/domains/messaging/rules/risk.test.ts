import { expect, test } from 'vitest'
import { campaignRefusal, riskOf, type RiskFacts } from './risk'

const facts = (all: number, strangers: number, over: Partial<RiskFacts> = {}): RiskFacts => ({
  warmUpFrom: null,
  today: '2026-11-20',
  dailyCap: 1000,
  writtenTo: 0,
  answered: 0,
  restricted: false,
  official: false,
  outToday: { all, strangers },
  ...over,
})

test('ambition 12 a day that goes mostly to strangers raises the risk, with its share; a handful of messages says nothing', () => {
  expect(riskOf(facts(100, 80))).toMatchObject({
    level: 'medio',
    reasons: [expect.stringContaining('80% dos envios de hoje') as string],
  })
  expect(riskOf(facts(100, 50)).level).toBe('baixo')
  expect(riskOf(facts(29, 29)).level).toBe('baixo')
  expect(riskOf(facts(100, 100, { official: true })).level).toBe('baixo')
  // A warning, not a wall: what a number may begin a day is the warm-up's and the answers' word.
  expect(campaignRefusal(facts(100, 100))).toBeNull()
})
