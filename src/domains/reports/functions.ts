import type { InngestFunction } from 'inngest'
import { decidedCartsMarked } from '~/domains/carts/events'
import { GATHERED_AFTER } from '~/domains/carts/decided-marks'
import { empresaRulesChanged } from '~/domains/empresas/events'
import { matchCarts, refreshStatuses } from '~/domains/recovery/service'
import { eachEmpresa, type Step } from '~/kernel/each-empresa'
import { inngest, trigger } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { refreshDailyFigures } from './daily'

/** Which empresas a schedule visits: given from outside, because no unit of work sees more than one. */
export type ListEmpresas = () => Promise<{ id: string }[]>

const scopeOf = (empresaId: string) => systemScope(empresaId, 'Recuperação')

/**
 * Functions that keep carts and figures true when nothing is imported: the clock moves carts, and so does a new rule; a
 * mark on a decided cart moves it from one contact's figures to another's. `gather`: how long such marks are waited for.
 */
export function makeReportFunctions(
  listEmpresas: ListEmpresas,
  gather: string = GATHERED_AFTER,
): InngestFunction.Any[] {
  return [passTime(listEmpresas), rematch(), rematchMarked(gather)]
}

/** Moves an empresa's carts by the clock. */
function moveCarts(empresaId: string) {
  return withEmpresaSql(scopeOf(empresaId), async (ctx) => {
    const moved = await refreshStatuses(ctx)
    return { moved, figures: moved > 0 ? await refreshDailyFigures(ctx) : 0 }
  })
}

function passTime(listEmpresas: ListEmpresas) {
  return inngest.createFunction(
    { id: 'reports-pass-time', triggers: [{ cron: '*/5 * * * *' }], retries: 1 },
    ({ step }) => eachEmpresa(step, listEmpresas, moveCarts),
  )
}

function rematch() {
  return inngest.createFunction(
    {
      id: 'reports-judge-anew',
      triggers: [trigger(empresaRulesChanged)],
      concurrency: { limit: 1, key: 'event.data.empresaId' },
      retries: 8,
    },
    ({ event, step }) => matchAll(step, event.data.empresaId),
  )
}

function rematchMarked(gather: string) {
  return inngest.createFunction(
    {
      id: 'reports-judge-marked',
      triggers: [trigger(decidedCartsMarked)],
      concurrency: { limit: 1, key: 'event.data.empresaId' },
      retries: 8,
    },
    async ({ event, step }) => {
      await step.sleep('gather', gather)
      await matchAll(step, event.data.empresaId)
    },
  )
}

async function matchAll(step: Step, empresaId: string): Promise<void> {
  const scope = scopeOf(empresaId)
  await step.run('match', () => withEmpresaSql(scope, matchCarts))
  await step.run('figures', () => withEmpresaSql(scope, refreshDailyFigures))
}
