import type { InngestFunction } from 'inngest'
import type { SendPush } from '~/adapters/push/send'
import type { Clock } from '~/kernel/clock'
import { eachEmpresa } from '~/kernel/each-empresa'
import { inngest, trigger } from '~/kernel/inngest'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { personNeeded } from './events'
import { purgeNotifications } from './service/notifications'
import { devicesFor, pushTo } from './service/push'

export type EmpresasWiring = {
  sendPush: SendPush
  /** Which empresas a schedule visits. */
  listEmpresas: () => Promise<{ id: string }[]>
  clock: Clock
}

/** Pushes to devices what needs the user to act; deletes old notifications every night. */
export function makeEmpresasFunctions(wiring: EmpresasWiring): InngestFunction.Any[] {
  const { sendPush, listEmpresas, clock } = wiring
  return [
    inngest.createFunction(
      {
        id: 'empresas-push',
        triggers: [trigger(personNeeded)],
        concurrency: { limit: 2, key: 'event.data.empresaId' },
        retries: 8,
      },
      async ({ event, step }) => {
        const { empresaId, notificationId } = event.data
        const scope = systemScope(empresaId, 'Avisos', clock)
        const devices = await step.run('devices', () => devicesFor(scope, notificationId))
        // Each device in a step of its own: one that fails is tried again without the others.
        for (const deviceId of devices)
          await step.run(`push-${deviceId}`, () => pushTo(scope, { deviceId, notificationId }, sendPush))
      },
    ),
    inngest.createFunction(
      { id: 'empresas-purge', triggers: [{ cron: '20 6 * * *' }], concurrency: { limit: 1 }, retries: 1 },
      ({ step }) =>
        eachEmpresa(step, listEmpresas, (id) =>
          withEmpresa(systemScope(id, 'Avisos', clock), purgeNotifications),
        ),
    ),
  ]
}
