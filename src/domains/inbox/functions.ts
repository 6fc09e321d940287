import type { InngestFunction } from 'inngest'
import { whatsappReceived } from '~/domains/channels/events'
import type { ChannelWiring } from '~/domains/channels/functions'
import { watchConnections } from '~/domains/channels/service/watch'
import { raiseAlarms } from '~/domains/channels/service/watch-alarms'
import { notifyFailed } from '~/domains/outbox/service/failed-notices'
import { purgeMessaging } from '~/domains/outbox/service/retention'
import { eachEmpresa } from '~/kernel/each-empresa'
import { inngest, trigger } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { fileAnnounced } from './events'
import { sweepDeliveries, workOn } from './service/deliveries'
import { fetchFile } from './service/files/fetch'

/**
 * The background functions: processing of stored webhooks, downloads of received files, checks of real providers' sessions
 * every five minutes, alarms every minute, and retention every night.
 */
export function makeInboxFunctions({ listEmpresas, clock }: ChannelWiring): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      {
        id: 'whatsapp-receive',
        triggers: [trigger(whatsappReceived)],
        concurrency: { limit: 4, key: 'event.data.empresaId' },
        retries: 10,
      },
      async ({ event, step }) => {
        const { empresaId, connectionId, eventId } = event.data
        const scope = systemScope(empresaId, 'Aviso do WhatsApp', clock)
        await step.run('process', () => workOn(scope, connectionId, eventId))
      },
    ),
    inngest.createFunction(
      {
        id: 'whatsapp-file',
        triggers: [trigger(fileAnnounced)],
        concurrency: { limit: 2, key: 'event.data.empresaId' },
        // fetchFile decides when to retry, and records its last attempt: the limit here is above its own count.
        retries: 8,
      },
      async ({ event, step }) => {
        const { empresaId, messageId } = event.data
        await step.run('fetch', () =>
          fetchFile(systemScope(empresaId, 'Arquivos do WhatsApp', clock), messageId),
        )
      },
    ),
    inngest.createFunction(
      { id: 'whatsapp-watch', triggers: [{ cron: '*/5 * * * *' }], concurrency: { limit: 1 }, retries: 1 },
      ({ step }) =>
        eachEmpresa(step, listEmpresas, async (id) => {
          const scope = systemScope(id, 'Conexões', clock)
          await sweepDeliveries(scope)
          return watchConnections(scope)
        }),
    ),
    inngest.createFunction(
      { id: 'whatsapp-minute', triggers: [{ cron: '* * * * *' }], concurrency: { limit: 1 }, retries: 1 },
      ({ step }) =>
        eachEmpresa(step, listEmpresas, (id) =>
          withEmpresaSql(systemScope(id, 'Conexões', clock), async (ctx) => {
            await raiseAlarms(ctx)
            await notifyFailed(ctx)
          }),
        ),
    ),
    inngest.createFunction(
      { id: 'whatsapp-purge', triggers: [{ cron: '40 6 * * *' }], concurrency: { limit: 1 }, retries: 1 },
      ({ step }) =>
        eachEmpresa(step, listEmpresas, (id) =>
          withEmpresaSql(systemScope(id, 'Conexões', clock), purgeMessaging),
        ),
    ),
  ]
}
