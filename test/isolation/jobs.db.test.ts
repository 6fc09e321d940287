import { randomUUID } from 'node:crypto'
import type { InngestFunction } from 'inngest'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { AppError } from '../../src/kernel/errors'
import { jobs } from '../../src/wiring/jobs'
import { jobScopes } from '../../src/wiring/job-scopes'
import { useDatabase } from '../postgres/clone'
import { stripFilters } from './strip-filters'
import { idOf, seeder, usePrints } from './world'

const { superUrl } = useDatabase()
const prints = usePrints(superUrl)

type Trigger = { schema?: z.ZodObject; cron?: string }
const triggersOf = (job: InngestFunction.Any) => (job.opts.triggers ?? []) as Trigger[]
const inEmpresa = jobs.filter((job) => jobScopes[job.id('')]?.scope === 'empresa')

/** Steps that run at once: the engine's part is tested with the engine. */
const step = {
  run: (_: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) => work(...args),
  sleep: () => undefined,
  sleepUntil: () => undefined,
  sendEvent: () => undefined,
}

type Handler = (context: object) => Promise<unknown>

/** What happens when the engine calls a function, or its failure handler, with an event of this data. */
async function outcome(
  job: InngestFunction.Any,
  part: 'fn' | 'onFailureFn',
  data: Record<string, string>,
): Promise<string> {
  const handler = Reflect.get(job, part) as Handler | undefined
  const event = part === 'fn' ? { name: 'x', data } : { name: 'x', data: { event: { name: 'x', data } } }
  try {
    return JSON.stringify({
      value: await handler?.({ event, events: [event], step, attempt: 0, runId: 'r', error: new Error('x') }),
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof AppError ? error.cause : error
    return cause instanceof AppError ? `${cause.code} ${cause.message}` : String(error)
  }
}

/** Event data of a function: the empresa, and the rows that its other ids point at. */
function dataOf(
  job: InngestFunction.Any,
  empresaId: string,
  idFor: (kind: string) => string,
): Record<string, string> {
  const declared = jobScopes[job.id('')]
  const kinds = declared?.scope === 'empresa' ? declared.ids : []
  const fields = Object.keys(triggersOf(job)[0]?.schema?.shape ?? {}).filter((field) => field !== 'empresaId')
  return { empresaId, ...Object.fromEntries(fields.map((field, n) => [field, idFor(kinds[n] ?? '')])) }
}

test('every background function declares what it works on, and nothing else is declared', () => {
  expect(Object.keys(jobScopes).sort()).toEqual(jobs.map((job) => job.id('')).sort())
})

test.each(inEmpresa.map((job) => [job.id(''), job] as const))(
  '%s: its events name the empresa, and a kind for each id',
  (id, job) => {
    const declared = jobScopes[id]
    for (const trigger of triggersOf(job)) {
      const fields = Object.keys(trigger.schema?.shape ?? {})
      expect(fields).toContain('empresaId')
      expect(declared).toMatchObject({ ids: { length: fields.length - 1 } })
    }
  },
)

const MODES = ['as it is', 'without any empresa_id filter'] as const

describe.each(inEmpresa.map((job) => [job.id(''), job] as const))('job %s', (_, job) => {
  test.each(MODES.flatMap((mode) => (['fn', 'onFailureFn'] as const).map((part) => [part, mode] as const)))(
    '%s, %s: rows of another empresa answer as missing ones do, and stay as they are',
    async (part, mode) => {
      const seed = await seeder(superUrl)
      const [own, victim] = [await seed('propria', 7), await seed('vitima', 7777)]
      const before = await prints(victim.id)
      const filters = mode === 'as it is' ? undefined : stripFilters()
      try {
        const run = (idFor: (kind: string) => string) => outcome(job, part, dataOf(job, own.id, idFor))
        const foreign = await run((kind) => idOf(victim, kind))
        expect(foreign).toBe(await run(() => randomUUID()))
        expect(foreign).not.toContain('vitima')
      } finally {
        filters?.undo()
      }
      expect(await prints(victim.id)).toEqual(before)
    },
  )
})

test('import-run does find the run of its own empresa, so the cases above can fail', async () => {
  const job = jobs.find((candidate) => candidate.id('') === 'import-run')
  const shop = await (await seeder(superUrl))('propria', 7)
  const before = await prints(shop.id)
  if (job)
    await outcome(
      job,
      'fn',
      dataOf(job, shop.id, (kind) => idOf(shop, kind)),
    )
  expect((await prints(shop.id)).import_runs).not.toBe(before.import_runs)
})
