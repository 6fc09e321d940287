import { NonRetriableError, type InngestFunction } from 'inngest'
import type { Shop, ShopConfig } from '~/adapters/shop/records'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { inngest, trigger } from '~/kernel/inngest'
import { log } from '~/kernel/log'
import { eachEmpresa } from '~/kernel/each-empresa'
import { systemScope, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { importCancelled, importFailed, importRequested, shopReported } from './events'
import { backoffSeconds } from './rules'
import { OpenShops } from './service/open-shops'
import { beginRun, measureRun } from './service/prepare-run'
import { readSlice } from './service/read-slice'
import { purgeImports } from './service/retention'
import { failRun, finishRun, noteError, pauseRun, setStage } from './service/run-state'
import { startScheduled } from './service/schedule'
import { shopConfigOf } from './service/shop-config'
import { readReportedDay } from './service/shop-webhook'

type ListEmpresas = () => Promise<{ id: string }[]>

/** Work of other domains after the rows are in: idempotent, one unit of work or more of its own. */
export type FinishStep = { name: string; stage: string; run: (scope: EmpresaScope) => Promise<unknown> }

export type ImportWiring = {
  finish: readonly FinishStep[]
  openShop: (config: ShopConfig) => Promise<Shop>
  /** Which empresas a schedule visits: given from outside, because no unit of work sees more than one. */
  listEmpresas: ListEmpresas
  /** How long one step reads; a crash loses nothing of it, only the time until the step is called again. */
  sliceMs?: number
}

/** Tries of something of ours that failed; a shop that is away is tried through all the engine's retries. */
const OWN_TRIES = 4

/**
 * The import as background functions: `import-run` reads and finishes, `import-settle` brings the figures in order
 * after a run that was cancelled or failed, `import-schedule` starts the daily ones,
 * `import-told` reads a day that the shop's webhook reported, `import-purge` deletes what is old every night.
 */
export function makeImportFunctions(wiring: ImportWiring): InngestFunction.Any[] {
  const shops = new OpenShops()
  const { listEmpresas } = wiring
  return [
    importRun(wiring, shops),
    importSettle(wiring),
    importSchedule(listEmpresas),
    importReportedDay(),
    importPurge(listEmpresas),
  ]
}

const scopeOf = (empresaId: string) => systemScope(empresaId, 'Importação')

function importRun({ finish, openShop, sliceMs = 6000 }: ImportWiring, shops: OpenShops) {
  return inngest.createFunction(
    {
      id: 'import-run',
      triggers: [trigger(importRequested)],
      concurrency: { limit: 1, key: 'event.data.empresaId' },
      idempotency: 'event.data.runId',
      cancelOn: [{ event: 'import.cancelled', match: 'data.runId' }],
      retries: 20,
      onFailure: async ({ event, step }) => {
        const { empresaId, runId } = importRequested.schema.parse(event.data.event.data)
        await step.run('fail', () => withEmpresaSql(scopeOf(empresaId), (ctx) => failRun(ctx, runId)))
      },
    },
    async ({ event, step, attempt }) => {
      const { empresaId, runId } = event.data
      const scope = scopeOf(empresaId)
      const withShop = <T>(kind: 'mysql' | 'ssh' | 'dump', work: (shop: Shop) => Promise<T>) =>
        shops.use(runId, async () => openShop(await shopConfigOf(scope, kind)), work)
      const guarded = <T>(work: () => Promise<T>) => explained(scope, runId, attempt, work)

      const source = await step.run('prepare', () =>
        guarded(async () => {
          const kind = await beginRun(scope, runId)
          return kind && { kind, kinds: await withShop(kind, (shop) => measureRun(scope, shop, runId)) }
        }),
      )
      if (!source) return
      for (const kind of source.kinds) {
        for (let slice = 1; ; slice++) {
          const read = await step.run(`${kind}-${slice}`, () =>
            guarded(() => withShop(source.kind, (shop) => readSlice(scope, shop, runId, kind, sliceMs))),
          )
          if (!read.active) return
          if (read.done) break
        }
      }
      for (const { name, stage, run } of finish) {
        const active = await step.run(name, () =>
          guarded(async () => {
            await shops.drop(runId)
            if (!(await withEmpresaSql(scope, (ctx) => setStage(ctx, runId, stage)))) return false
            await run(scope)
            return true
          }),
        )
        if (!active) return
      }
      await step.run('finish', () => guarded(() => withEmpresaSql(scope, (ctx) => finishRun(ctx, runId))))
    },
  )
}

function importSettle({ finish }: ImportWiring) {
  return inngest.createFunction(
    {
      id: 'import-settle',
      triggers: [trigger(importCancelled), trigger(importFailed)],
      concurrency: { limit: 1, key: 'event.data.empresaId' },
      retries: 8,
    },
    async ({ event, step }) => {
      const { empresaId } = event.data
      for (const { name, run } of finish)
        await step.run(name, async () => void (await run(scopeOf(empresaId))))
    },
  )
}

function importSchedule(listEmpresas: ListEmpresas) {
  return inngest.createFunction(
    { id: 'import-schedule', triggers: [{ cron: '*/5 * * * *' }], retries: 2 },
    ({ step }) => eachEmpresa(step, listEmpresas, (id) => startScheduled(systemScope(id, 'Agendamento'))),
  )
}

function importReportedDay() {
  return inngest.createFunction(
    { id: 'import-told', triggers: [trigger(shopReported)], retries: 20 },
    async ({ event, step }) => {
      await step.sleep('rest-of-the-minute', '60s')
      const { empresaId, deliveryId } = event.data
      await step.run('start', () => readReportedDay(systemScope(empresaId, 'Aviso da loja'), deliveryId))
    },
  )
}

function importPurge(listEmpresas: ListEmpresas) {
  return inngest.createFunction(
    { id: 'import-purge', triggers: [{ cron: '50 6 * * *' }], concurrency: { limit: 1 }, retries: 1 },
    ({ step }) => eachEmpresa(step, listEmpresas, (id) => withEmpresaSql(scopeOf(id), purgeImports)),
  )
}

/**
 * Runs one step and says on the run what its failure means: a shop that is away pauses it and is asked again with
 * growing gaps; what can't get better ends it.
 */
async function explained<T>(
  scope: EmpresaScope,
  runId: string,
  attempt: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const known = toAppError(error)
    log('import').warn({ err: error, runId, empresaId: scope.empresaId, attempt }, 'import step failed')
    if (known.code === 'SOURCE_UNAVAILABLE') {
      const seconds = known.details.retryAfterSeconds ?? backoffSeconds(attempt)
      const retryAt = new Date(scope.now().getTime() + seconds * 1000)
      await withEmpresaSql(scope, (ctx) => pauseRun(ctx, runId, known.message, retryAt))
      throw new AppError(known.code, known.message, { retryAfterSeconds: seconds, cause: error })
    }
    await withEmpresaSql(scope, (ctx) => noteError(ctx, runId, known.code, known.message))
    if (!ERROR_CODES[known.code].retry || attempt >= OWN_TRIES)
      throw new NonRetriableError(known.message, { cause: error })
    throw new AppError('INTERNAL', known.message, {
      retryAfterSeconds: backoffSeconds(attempt),
      cause: error,
    })
  }
}
