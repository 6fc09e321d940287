import { expect, test } from 'vitest'
import { campaignRefusal, riskOf, type RiskFacts } from './risk'

const facts = (all: number, newContacts: number, over: Partial<RiskFacts> = {}): RiskFacts => ({
  warmUpFrom: null,
  today: '2026-11-20',
  dailyCap: 1000,
  writtenTo: 0,
  answered: 0,
  restricted: false,
  official: false,
  outToday: { all, newContacts: newContacts },
  ...over,
})

test('ambition 12 a day with mostly new contacts raises the risk, and reports the share; a handful of messages says nothing', () => {
  expect(riskOf(facts(100, 80))).toMatchObject({
    level: 'medio',
    reasons: [expect.stringContaining('80% dos envios de hoje') as string],
  })
  expect(riskOf(facts(100, 50)).level).toBe('baixo')
  expect(riskOf(facts(29, 29)).level).toBe('baixo')
  expect(riskOf(facts(100, 100, { official: true })).level).toBe('baixo')
  // A warning, not a limit: the warm-up and the answers decide how many conversations a channel may begin a day.
  expect(campaignRefusal(facts(100, 100))).toBeNull()
})
