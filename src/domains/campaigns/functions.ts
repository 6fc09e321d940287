import type { InngestFunction } from 'inngest'
import type { Clock } from '~/kernel/clock'
import { inngest } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { settleCampaigns } from './service/run'

/** Closes campaigns whose last message has left. */
export function makeCampaignFunctions(wiring: {
  listEmpresas: () => Promise<{ id: string }[]>
  clock: Clock
}): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      { id: 'campaigns-settle', triggers: [{ cron: '*/5 * * * *' }], retries: 1 },
      async ({ step }) => {
        const empresas = await step.run('list', wiring.listEmpresas)
        for (const { id } of empresas)
          await step.run(`empresa-${id}`, () =>
            withEmpresaSql(systemScope(id, 'Campanhas', wiring.clock), settleCampaigns),
          )
      },
    ),
  ]
}
