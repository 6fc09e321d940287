import type { InngestFunction } from 'inngest'
import { empresaRulesChanged } from '~/domains/empresas/events'
import { matchCarts, refreshStatuses } from '~/domains/recovery/service'
import { eachEmpresa } from '~/kernel/each-empresa'
import { inngest } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { refreshDailyFigures } from './daily'

/** Which empresas a schedule visits: given from outside, because no unit of work sees more than one. */
export type ListEmpresas = () => Promise<{ id: string }[]>

const scopeOf = (empresaId: string) => systemScope(empresaId, 'Recuperação')

/** Functions that keep carts and figures true when nothing is imported: the clock moves carts, and so does a new rule. */
export function makeReportFunctions(listEmpresas: ListEmpresas): InngestFunction.Any[] {
  return [passTime(listEmpresas), judgeAnew()]
}

/** What the passing of time does to an empresa's carts. */
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

function judgeAnew() {
  return inngest.createFunction(
    {
      id: 'reports-judge-anew',
      triggers: [empresaRulesChanged],
      concurrency: { limit: 1, key: 'event.data.empresaId' },
      retries: 4,
    },
    async ({ event, step }) => {
      const scope = scopeOf(event.data.empresaId)
      await step.run('match', () => withEmpresaSql(scope, matchCarts))
      await step.run('figures', () => withEmpresaSql(scope, refreshDailyFigures))
    },
  )
}
