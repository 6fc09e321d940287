import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import {
  configureConnectionInput,
  connectInput,
  connectionRef,
  connectionView,
  createConnectionInput,
  createdConnection,
  pauseInput,
  places,
  rateInput,
} from './schema'
import { listConnections } from './service/connection-list'
import {
  configureConnection,
  createConnection,
  removeConnection,
  renewWebhook,
  setPaused,
  setRate,
} from './service/connections'
import { listDestinations } from './service/destinations'
import { connect, disconnect, logout, refreshStatus, scanSimulated, webhookUrl } from './service/session'

/** Channels of the empresa: settings, sessions, pace and destinations. */
export const channelsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(connectionView))
    .query(({ ctx }) => ctx.unit(listConnections)),
  create: empresaProcedure('admin')
    .meta({ ids: [], example: { name: 'Loja', provider: 'simulator', config: {} } })
    .input(createConnectionInput)
    .output(createdConnection)
    .mutation(async ({ ctx, input }) => {
      const { id, token } = await ctx.unit((unit) => createConnection(unit, input))
      return { id, webhookUrl: webhookUrl(token) }
    }),
  configure: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'], example: { name: 'Loja' } })
    .input(configureConnectionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => configureConnection(unit, input))),
  renewWebhook: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.object({ webhookUrl: z.string() }))
    .mutation(async ({ ctx, input }) => ({
      webhookUrl: webhookUrl(await ctx.unit((unit) => renewWebhook(unit, input.id))),
    })),
  rate: empresaProcedure('admin')
    .meta({
      ids: ['whatsapp'],
      example: { minGapSeconds: 2, maxGapSeconds: 5, dailyCap: 10, warmUpFrom: null },
    })
    .input(rateInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setRate(unit, input))),
  pause: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'], example: { paused: true } })
    .input(pauseInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setPaused(unit, input))),
  places: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(places)
    .query(({ ctx, input }) => listDestinations(ctx.scope, input.id)),
  remove: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeConnection(unit, input.id))),
  connect: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectInput)
    .output(z.void())
    .mutation(({ ctx, input }) => connect(ctx.scope, input)),
  disconnect: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => disconnect(ctx.scope, input.id)),
  logout: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => logout(ctx.scope, input.id)),
  refresh: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => refreshStatus(ctx.scope, input.id)),
  scan: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => scanSimulated(ctx.scope, input.id)),
})
