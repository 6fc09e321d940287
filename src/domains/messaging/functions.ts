import type { InngestFunction } from 'inngest'
import type { Clock } from '~/kernel/clock'
import { inngest } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { whatsappReceived } from './events'
import { applyLabels, wantLabels } from './service/labels-sync'
import { processReceived } from './service/process'
import { watchConnections } from './service/watch'

export type MessagingWiring = {
  /** Which empresas a schedule visits: given from outside, because no unit of work sees more than one. */
  listEmpresas: () => Promise<{ id: string }[]>
  /** The product's time, which a demonstration may move. */
  clock: Clock
}

/** What a stored webhook sets in motion, and a look at the sessions of real providers every five minutes. */
export function makeMessagingFunctions({ listEmpresas, clock }: MessagingWiring): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      {
        id: 'whatsapp-receive',
        triggers: [whatsappReceived],
        concurrency: { limit: 4, key: 'event.data.empresaId' },
        retries: 10,
      },
      async ({ event, step }) => {
        const { empresaId, connectionId, eventId } = event.data
        const scope = systemScope(empresaId, 'Aviso do WhatsApp', clock)
        await step.run('process', () =>
          withEmpresaSql(scope, (ctx) => processReceived(ctx, connectionId, eventId)),
        )
      },
    ),
    inngest.createFunction(
      { id: 'whatsapp-watch', triggers: [{ cron: '*/5 * * * *' }], concurrency: { limit: 1 }, retries: 1 },
      async ({ step }) => {
        const empresas = await step.run('list', listEmpresas)
        for (const { id } of empresas)
          await step.run(`empresa-${id}`, () => watchConnections(systemScope(id, 'Conexões', clock)))
      },
    ),
    inngest.createFunction(
      { id: 'whatsapp-labels', triggers: [{ cron: '*/5 * * * *' }], concurrency: { limit: 1 }, retries: 1 },
      async ({ step }) => {
        const empresas = await step.run('list', listEmpresas)
        for (const { id } of empresas)
          await step.run(`empresa-${id}`, async () => {
            const scope = systemScope(id, 'Etiquetas', clock)
            const waiting = await withEmpresaSql(scope, wantLabels)
            return waiting === 0 ? 0 : applyLabels(scope)
          })
      },
    ),
  ]
}
