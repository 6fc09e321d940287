import { expect, it } from 'vitest'
import { z } from 'zod'
import { jobs } from './jobs'

/** Functions that an event starts and whose work a schedule does as well when they fail: fewer tries are enough. */
const REPAIRED_BY: Record<string, string> = { 'followups-answered': 'followups-minute' }
const ENOUGH = 8

it('what no schedule repairs is tried for more than an hour', () => {
  const own = jobs.map(({ opts }) => ({
    id: opts.id,
    retries: opts.retries,
    scheduled: z
      .array(z.looseObject({ cron: z.string().optional() }))
      .parse(opts.triggers)
      .some(({ cron }) => cron !== undefined),
  }))
  const ids = own.filter(({ scheduled }) => scheduled).map(({ id }) => id)
  for (const [id, schedule] of Object.entries(REPAIRED_BY)) {
    expect(own.map((fn) => fn.id)).toContain(id)
    expect(ids).toContain(schedule)
  }
  const few = own.filter(
    ({ id, retries, scheduled }) => !scheduled && !(id in REPAIRED_BY) && Number(retries ?? 3) < ENOUGH,
  )
  expect(few).toEqual([])
})
