import { expect, test } from 'vitest'
import type { Fault } from '../../bench/once/oracle'
import { runSchedules, type Options } from '../../bench/once/run'
import { later } from '../../src/adapters/whatsapp/outcome'
import { useDatabase } from '../postgres/clone'

const database = useDatabase()
const TIMEOUT = 300_000

const run = (options: Partial<Options> & { count: number }) =>
  runSchedules({ superUrl: database.superUrl, first: 1, parallel: 8, ...options })

test(
  't-40 t-41 300 schedules of crashes, wrong clocks and a misbehaving provider: nothing twice, nothing lost',
  async () => {
    const totals = await run({ count: 300 })
    expect(totals.failed.map(({ seed, verdicts }) => ({ seed, verdicts }))).toEqual([])
    expect(totals).toMatchObject({ schedules: 300, faults: { duplicate: 0, blind: 0, loss: 0, unwanted: 0 } })
    // The schedules exercise the product: they crash, they send, they leave uncertain messages.
    expect(totals.crashes).toBeGreaterThan(100)
    expect(totals.calls).toBeGreaterThan(300)
    expect(totals.unknowns).toBeGreaterThan(20)
  },
  TIMEOUT,
)

const BROKEN: [string, Fault, Pick<Options, 'wrap' | 'rewrite'>][] = [
  [
    'an adapter that repeats what got no answer',
    'duplicate',
    {
      wrap: (send) => async (command) => {
        const outcome = await send(command)
        return outcome.kind === 'unknown' ? send(command) : outcome
      },
    },
  ],
  [
    'an adapter that takes silence for a rejection',
    'blind',
    {
      wrap: (send) => async (command) => {
        const outcome = await send(command)
        return outcome.kind === 'unknown' ? later('sem_resposta', 1, 'message', 'De novo.') : outcome
      },
    },
  ],
  [
    'a claim that ends and is sent again',
    'blind',
    {
      rewrite: (text) =>
        text.replace("SET state = 'incerta', claimed_by", "SET state = 'pendente', claimed_by"),
    },
  ],
  [
    'a queue without locks',
    'error',
    { rewrite: (text) => text.replace(/FOR NO KEY UPDATE(?: OF [cm](?:, m)?)?(?: SKIP LOCKED)?/, '') },
  ],
  [
    'a number that forgets when it is due',
    'loss',
    {
      rewrite: (text) => text.replace('SELECT min(due.at)', 'SELECT nullif(min(due.at), min(due.at))'),
    },
  ],
  [
    'an opt-out that is never read',
    'unwanted',
    {
      rewrite: (text) =>
        text
          .replace('c.opted_out_at IS NOT NULL AS "optedOut"', 'false AS "optedOut"')
          .replace("AND state = 'pendente' AND kind <> 'resposta'", 'AND false'),
    },
  ],
]

test.each(BROKEN)(
  '%s is noticed',
  async (_, fault, broken) => {
    const seen: Fault[] = []
    const totals = await run({
      count: 400,
      ...broken,
      enough: () => seen.includes(fault),
      onResult: ({ verdicts }) => void seen.push(...verdicts.map((verdict) => verdict.fault)),
    })
    expect(totals.faults[fault]).toBeGreaterThan(0)
  },
  TIMEOUT,
)

test(
  'a seed repeats the same story',
  async () => {
    const [, , broken] = BROKEN[0] ?? []
    const story = async () => {
      const { failed } = await run({ count: 40, ...broken })
      return failed
        .map(({ seed, verdicts, points, crashes }) => ({ seed, verdicts, points, crashes }))
        .sort((a, b) => a.seed - b.seed)
    }
    const first = await story()
    expect(first.length).toBeGreaterThan(0)
    expect(await story()).toEqual(first)
  },
  TIMEOUT,
)
