import type { InngestFunction } from 'inngest'
import { sendMail } from '~/adapters/mail/send'
import { sendPush } from '~/adapters/push/send'
import { openShop } from '~/adapters/shop/open'
import { makeAccessFunctions } from '~/domains/access/functions'
import { makeCampaignFunctions } from '~/domains/campaigns/functions'
import { makeChannelFunctions } from '~/domains/channels/functions'
import { makeCustomersFunctions } from '~/domains/customers/functions'
import { unifyCustomers } from '~/domains/customers/unify'
import { makeEmpresasFunctions } from '~/domains/empresas/functions'
import { makeFollowUpFunctions } from '~/domains/followups/functions'
import { markSent } from '~/domains/followups/service/mark-sent'
import { runDue } from '~/domains/followups/service/run-due'
import { makeImportFunctions } from '~/domains/imports/functions'
import { makeInboxFunctions } from '~/domains/inbox/functions'
import { matchCarts } from '~/domains/recovery/service'
import { refreshDailyFigures } from '~/domains/reports/daily'
import { makeReportFunctions } from '~/domains/reports/functions'
import { productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { listForSchedule } from '~/kernel/tenancy/directory'
import { withEmpresaSql } from '~/kernel/tenancy/unit'

/** What follows the rows of every import, each as one unit of work. */
const finish = [
  { name: 'unify', stage: 'Reunindo os clientes', run: unifyCustomers },
  // What was really sent decides whether a sale is assisted: the carts must have it before they are matched.
  { name: 'sent', stage: 'Conferindo o que foi enviado', run: markSent },
  { name: 'match', stage: 'Cruzando carrinhos e pedidos', run: matchCarts },
  { name: 'figures', stage: 'Somando os números de cada dia', run: refreshDailyFigures },
  { name: 'followups', stage: 'Parando as mensagens de quem comprou', run: runDue },
].map(({ run, ...step }) => ({
  ...step,
  run: (scope: Parameters<typeof withEmpresaSql>[0]) => withEmpresaSql<unknown>(scope, run),
}))

/** Schedules that follow the product's time, which a demonstration may move. */
const onProductTime = {
  listEmpresas: async () => {
    await refreshProductClock()
    return listForSchedule()
  },
  clock: productClock,
}

/** Every background function, of every domain. Served by the worker and by /api/inngest. */
export const jobs: InngestFunction.Any[] = [
  ...makeAccessFunctions(sendMail),
  ...makeEmpresasFunctions({ ...onProductTime, sendPush }),
  ...makeCustomersFunctions(),
  ...makeImportFunctions({ openShop, finish, listEmpresas: onProductTime.listEmpresas }),
  ...makeReportFunctions(onProductTime.listEmpresas),
  ...makeChannelFunctions(onProductTime),
  ...makeInboxFunctions(onProductTime),
  ...makeFollowUpFunctions(onProductTime),
  ...makeCampaignFunctions(onProductTime),
]
