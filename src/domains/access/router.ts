import { z } from 'zod'
import { empresaProcedure, router, userProcedure } from '~/kernel/trpc'
import {
  changePasswordInput,
  member,
  meOutput,
  myEmpresa,
  removeMemberInput,
  renameMeInput,
  setRoleInput,
} from './schema'
import { listMembers, removeMember, setRole } from './service/members'
import { changePassword, renameMe } from './service/people'
import { listEmpresas } from './service/session'

const nothing = z.void()

export const accessRouter = router({
  me: userProcedure
    .meta({ ids: [] })
    .output(meOutput)
    .query(({ ctx }) => ctx.user),

  renameMe: userProcedure
    .meta({ ids: [] })
    .input(renameMeInput)
    .output(nothing)
    .mutation(({ ctx, input }) => renameMe(ctx, input)),

  changePassword: userProcedure
    .meta({ ids: [] })
    .input(changePasswordInput)
    .output(nothing)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),

  empresas: userProcedure
    .meta({ ids: [] })
    .output(z.array(myEmpresa))
    .query(({ ctx }) => listEmpresas(ctx.user.id)),

  members: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(member))
    .query(({ ctx }) => ctx.unit(listMembers)),

  setRole: empresaProcedure('admin')
    .meta({ ids: ['member'] })
    .input(setRoleInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => setRole(unit, input))),

  removeMember: empresaProcedure('admin')
    .meta({ ids: ['member'] })
    .input(removeMemberInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeMember(unit, input))),
})
