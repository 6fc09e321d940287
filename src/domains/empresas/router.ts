import { z } from 'zod'
import { pageOf } from '~/kernel/paging'
import { empresaProcedure, router } from '~/kernel/trpc'
import { vapidPublicKey } from '~/adapters/push/vapid'
import {
  auditListInput,
  auditRow,
  bell,
  empresaDetails,
  markReadInput,
  subscribeInput,
  unsubscribeInput,
  updateSettingsInput,
} from './schema'
import { changeViewInput, savedViews, saveViewInput, viewRef } from './views-schema'
import { listAudit } from './service/audit-log'
import { readEmpresa, updateSettings } from './service/empresa'
import { markAllRead, markRead, readBell } from './service/notifications'
import { changeView, listViews, removeView, saveView } from './service/views'
import { requirePublicEndpoint, subscribe, unsubscribe } from './service/push'

const nothing = z.void()
/** A device for the generated tests. */
const EXAMPLE_DEVICE = { endpoint: 'https://8.8.8.8/push', p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }

const views = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(savedViews)
    .query(({ ctx }) => ctx.unit(listViews)),
  save: empresaProcedure('viewer')
    .meta({ ids: [], example: { list: 'carrinhos', query: 'status=aguardando' } })
    .input(saveViewInput)
    .output(viewRef)
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveView(unit, input))),
  change: empresaProcedure('viewer')
    .meta({ ids: ['view'] })
    .input(changeViewInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => changeView(unit, input))),
  remove: empresaProcedure('viewer')
    .meta({ ids: ['view'] })
    .input(viewRef)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeView(unit, input.id))),
})

export const empresasRouter = router({
  views,

  get: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(empresaDetails)
    .query(({ ctx }) => ctx.unit((unit) => Promise.resolve(readEmpresa(unit)))),

  updateSettings: empresaProcedure('admin')
    .meta({ ids: [] })
    .input(updateSettingsInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => updateSettings(unit, input))),

  audit: empresaProcedure('admin')
    .meta({ ids: ['user'] })
    .input(auditListInput)
    .output(pageOf(auditRow))
    .query(({ ctx, input }) => ctx.unit((unit) => listAudit(unit, input))),

  bell: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(bell)
    .query(({ ctx }) => ctx.unit(readBell)),

  markRead: empresaProcedure('viewer')
    .meta({ ids: ['notification'] })
    .input(markReadInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => markRead(unit, input))),

  markAllRead: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(nothing)
    .mutation(({ ctx }) => ctx.unit(markAllRead)),

  pushKey: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.object({ key: z.string() }))
    .query(() => ({ key: vapidPublicKey() })),

  subscribe: empresaProcedure('viewer')
    .meta({ ids: [], example: EXAMPLE_DEVICE })
    .input(subscribeInput)
    .output(nothing)
    .mutation(async ({ ctx, input }) => {
      await requirePublicEndpoint(input.endpoint)
      await ctx.unit((unit) => subscribe(unit, input))
    }),

  unsubscribe: empresaProcedure('viewer')
    .meta({ ids: [], example: { endpoint: EXAMPLE_DEVICE.endpoint } })
    .input(unsubscribeInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => unsubscribe(unit, input.endpoint))),
})
