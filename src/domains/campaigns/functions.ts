import type { InngestFunction } from 'inngest'
import type { Clock } from '~/kernel/clock'
import { eachEmpresa } from '~/kernel/each-empresa'
import { inngest } from '~/kernel/inngest'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { runPosts } from './service/posts-run'
import { settleCampaigns } from './service/run'

type Wiring = { listEmpresas: () => Promise<{ id: string }[]>; clock: Clock }

/** Closes campaigns whose last message has left, and queues the posts that are due. */
export function makeCampaignFunctions(wiring: Wiring): InngestFunction.Any[] {
  return [
    everywhere(wiring, 'campaigns-settle', '*/5 * * * *', settleCampaigns),
    everywhere(wiring, 'posts-minute', '* * * * *', runPosts),
  ]
}

/** A schedule that does one job in every empresa, each in its own unit of work. */
function everywhere(
  { listEmpresas, clock }: Wiring,
  id: string,
  cron: string,
  work: (ctx: EmpresaSqlCtx) => Promise<number>,
): InngestFunction.Any {
  return inngest.createFunction({ id, triggers: [{ cron }], retries: 1 }, ({ step }) =>
    eachEmpresa(step, listEmpresas, (empresaId) =>
      withEmpresaSql(systemScope(empresaId, 'Campanhas', clock), work),
    ),
  )
}
