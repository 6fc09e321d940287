import type { InngestFunction } from 'inngest'
import { openShop, testShop } from '~/adapters/shop/open'
import { unifyCustomers } from '~/domains/customers/unify'
import { makeImportFunctions } from '~/domains/imports/functions'
import { matchCarts } from '~/domains/recovery/service'
import { refreshDailyFigures } from '~/domains/reports/daily'
import { makeReportFunctions } from '~/domains/reports/functions'
import { listForSchedule } from '~/kernel/tenancy/directory'
import { withEmpresaSql } from '~/kernel/tenancy/unit'

/** What follows the rows of every import, each as one unit of work. */
const finish = [
  { name: 'unify', stage: 'Reunindo os clientes', run: unifyCustomers },
  { name: 'match', stage: 'Cruzando carrinhos e pedidos', run: matchCarts },
  { name: 'figures', stage: 'Somando os números de cada dia', run: refreshDailyFigures },
].map(({ run, ...step }) => ({
  ...step,
  run: (scope: Parameters<typeof withEmpresaSql>[0]) => withEmpresaSql<unknown>(scope, run),
}))

/** Every background function, of every domain. Served by the worker and by /api/inngest. */
export const jobs: InngestFunction.Any[] = [
  ...makeImportFunctions({ openShop, testShop, finish }),
  ...makeReportFunctions(listForSchedule),
]
