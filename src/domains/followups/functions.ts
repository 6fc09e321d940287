import type { InngestFunction } from 'inngest'
import { messageReceived } from '~/domains/inbox/events'
import type { Clock } from '~/kernel/clock'
import { eachEmpresa } from '~/kernel/each-empresa'
import { inngest, trigger } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { AUTOMATIC } from './texts'
import { runAnswered, runDue, type RunReport } from './service/run-due'

export type FollowUpWiring = {
  /** The empresas that a schedule visits: injected, because no unit of work sees more than one. */
  listEmpresas: () => Promise<{ id: string }[]>
  /** The product's time, which a demonstration may move. */
  clock: Clock
}

/** Runs what is due in one empresa. */
function runFollowUps(empresaId: string, clock: Clock): Promise<RunReport> {
  return withEmpresaSql(systemScope(empresaId, AUTOMATIC, clock), runDue)
}

/** Every minute in every empresa, and at once for a contact who answers. Any number of runs queue each message once. */
export function makeFollowUpFunctions({ listEmpresas, clock }: FollowUpWiring): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      { id: 'followups-minute', triggers: [{ cron: '* * * * *' }], concurrency: { limit: 1 }, retries: 1 },
      ({ step }) => eachEmpresa(step, listEmpresas, (id) => runFollowUps(id, clock)),
    ),
    inngest.createFunction(
      {
        id: 'followups-answered',
        triggers: [trigger(messageReceived)],
        concurrency: { limit: 1, key: 'event.data.empresaId' },
        // The run of the next minute finds what this one misses.
        retries: 3,
      },
      ({ event, step }) =>
        step.run('run', () =>
          withEmpresaSql(systemScope(event.data.empresaId, AUTOMATIC, clock), (ctx) =>
            runAnswered(ctx, event.data.messageId),
          ),
        ),
    ),
  ]
}
