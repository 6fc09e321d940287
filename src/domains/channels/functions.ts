import type { InngestFunction } from 'inngest'
import type { Clock } from '~/kernel/clock'
import { eachEmpresa } from '~/kernel/each-empresa'
import { inngest } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { applyLabels, wantLabels } from './service/labels-sync'

export type ChannelWiring = {
  /** The empresas that a schedule visits: injected, because no unit of work sees more than one. */
  listEmpresas: () => Promise<{ id: string }[]>
  /** The product's time, which a demonstration may move. */
  clock: Clock
}

/** The background function that puts and removes labels at the providers, every five minutes. */
export function makeChannelFunctions({ listEmpresas, clock }: ChannelWiring): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      { id: 'whatsapp-labels', triggers: [{ cron: '*/5 * * * *' }], concurrency: { limit: 1 }, retries: 1 },
      ({ step }) =>
        eachEmpresa(step, listEmpresas, async (id) => {
          const scope = systemScope(id, 'Etiquetas', clock)
          const waiting = await withEmpresaSql(scope, wantLabels)
          return waiting === 0 ? 0 : applyLabels(scope)
        }),
    ),
  ]
}
