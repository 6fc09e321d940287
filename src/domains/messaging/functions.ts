import type { InngestFunction } from 'inngest'
import { productClock } from '~/kernel/engine/product-clock'
import { inngest } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { whatsappReceived } from './events'
import { processReceived } from './service/process'

/** What a stored webhook sets in motion. */
export const messagingFunctions: InngestFunction.Any[] = [
  inngest.createFunction(
    {
      id: 'whatsapp-receive',
      triggers: [whatsappReceived],
      concurrency: { limit: 4, key: 'event.data.empresaId' },
      retries: 10,
    },
    async ({ event, step }) => {
      const { empresaId, connectionId, eventId } = event.data
      const scope = systemScope(empresaId, 'Aviso do WhatsApp', productClock)
      await step.run('process', () =>
        withEmpresaSql(scope, (ctx) => processReceived(ctx, connectionId, eventId)),
      )
    },
  ),
]
