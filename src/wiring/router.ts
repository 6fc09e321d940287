import { accessRouter } from '~/domains/access/router'
import { empresasRouter } from '~/domains/empresas/router'
import { campaignsRouter } from '~/domains/campaigns/router'
import { cartsRouter } from '~/domains/carts/router'
import { conversationsRouter } from '~/domains/inbox/router'
import { customersRouter } from '~/domains/customers/router'
import { followUpsRouter } from '~/domains/followups/router'
import { importsRouter } from '~/domains/imports/router'
import { leadsRouter } from '~/domains/leads/router'
import { labelsRouter } from '~/domains/channels/labels-router'
import { channelsRouter } from '~/domains/channels/router'
import { phonesRouter } from '~/domains/channels/simulator-router'
import { contactProcedures } from '~/domains/contacts/router'
import {
  contactSendingProcedures,
  messagesRouter,
  sendingRouter,
  templateOutcomeProcedures,
} from '~/domains/outbox/router'
import { templateProcedures } from '~/domains/templates/router'
import { ordersRouter } from '~/domains/orders/router'
import { recoveryRouter } from '~/domains/recovery/router'
import { reportsRouter } from '~/domains/reports/router'
import { router } from '~/kernel/trpc'
import { platformRouter } from './platform-router'

/** Every procedure of the product. */
export const appRouter = router({
  access: accessRouter,
  empresas: empresasRouter,
  campaigns: campaignsRouter,
  carts: cartsRouter,
  conversations: conversationsRouter,
  customers: customersRouter,
  followUps: followUpsRouter,
  imports: importsRouter,
  leads: leadsRouter,
  messaging: router({
    connections: channelsRouter,
    contacts: router({ ...contactProcedures, ...contactSendingProcedures }),
    labels: labelsRouter,
    messages: messagesRouter,
    sending: sendingRouter,
    templates: router({ ...templateProcedures, ...templateOutcomeProcedures }),
  }),
  orders: ordersRouter,
  phones: phonesRouter,
  platform: platformRouter,
  recovery: recoveryRouter,
  reports: reportsRouter,
})
export type AppRouter = typeof appRouter
