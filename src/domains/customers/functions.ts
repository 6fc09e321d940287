import type { InngestFunction } from 'inngest'
import { inngest, trigger } from '~/kernel/inngest'
import { systemScope, withEmpresaSql } from '~/kernel/tenancy/unit'
import { customerKeysChanged } from './events'
import { unifyCustomers } from './unify'

/** Unifies the customers again when one was made or changed by hand: rows without a customer find theirs. */
export function makeCustomersFunctions(): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      {
        id: 'customers-unify',
        triggers: [trigger(customerKeysChanged)],
        concurrency: { limit: 1, key: 'event.data.empresaId' },
        retries: 8,
      },
      async ({ event, step }) => {
        const scope = systemScope(event.data.empresaId, 'Clientes')
        await step.run('unify', () => withEmpresaSql<unknown>(scope, unifyCustomers))
      },
    ),
  ]
}
