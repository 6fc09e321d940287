import { z } from 'zod'
import { pageOf } from '~/kernel/paging'
import { empresaProcedure, router } from '~/kernel/trpc'
import { auditListInput, auditRow, bell, empresaDetails, markReadInput, updateSettingsInput } from './schema'
import { listAudit } from './service/audit-log'
import { readEmpresa, updateSettings } from './service/empresa'
import { markAllRead, markRead, readBell } from './service/notifications'

const nothing = z.void()

export const empresasRouter = router({
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
})
