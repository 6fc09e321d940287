import { z } from 'zod'
import { systemClock } from '~/kernel/clock'
import { empresaProcedure, publicProcedure, router, userProcedure } from '~/kernel/trpc'
import {
  account,
  changeMyEmailInput,
  changeMyPhoneInput,
  changePasswordInput,
  choosePasswordInput,
  confirmEmailInput,
  inviteMemberInput,
  member,
  meOutput,
  myEmpresa,
  removeMemberInput,
  renameMeInput,
  requestLinkInput,
  setMemberActiveInput,
  setRoleInput,
} from './schema'
import { inviteMember, listMembers, removeMember, setMemberActive, setRole } from './service/members'
import { choosePassword, requestLink } from './service/password-links'
import { cancelEmailChange, changeMyEmail, confirmEmail, readAccount } from './service/email-change'
import { changeMyPhone, changePassword, renameMe } from './service/users'
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

  account: userProcedure
    .meta({ ids: [] })
    .output(account)
    .query(({ ctx }) => readAccount(ctx.user.id)),

  changeMyPhone: userProcedure
    .meta({ ids: [] })
    .input(changeMyPhoneInput)
    .output(nothing)
    .mutation(({ ctx, input }) => changeMyPhone(ctx, input)),

  changeMyEmail: userProcedure
    .meta({ ids: [] })
    .input(changeMyEmailInput)
    .output(nothing)
    .mutation(({ ctx, input }) => changeMyEmail(ctx, input)),

  cancelEmailChange: userProcedure
    .meta({ ids: [] })
    .output(nothing)
    .mutation(({ ctx }) => cancelEmailChange(ctx)),

  confirmEmail: publicProcedure
    .meta({ ids: [] })
    .input(confirmEmailInput)
    .output(nothing)
    .mutation(({ ctx, input }) => confirmEmail(input.token, ctx.request, systemClock())),

  changePassword: userProcedure
    .meta({ ids: [] })
    .input(changePasswordInput)
    .output(nothing)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),

  requestLink: publicProcedure
    .meta({ ids: [] })
    .input(requestLinkInput)
    .output(nothing)
    .mutation(({ ctx, input }) => requestLink(input.email, ctx.request, systemClock())),

  choosePassword: publicProcedure
    .meta({ ids: [] })
    .input(choosePasswordInput)
    .output(nothing)
    .mutation(({ ctx, input }) => choosePassword(input, ctx.request, systemClock())),

  empresas: userProcedure
    .meta({ ids: [] })
    .output(z.array(myEmpresa))
    .query(({ ctx }) => listEmpresas(ctx.user.id)),

  members: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(member))
    .query(({ ctx }) => ctx.unit(listMembers)),

  inviteMember: empresaProcedure('admin')
    .meta({ ids: [], example: { email: 'nova@pessoa.test' } })
    .input(inviteMemberInput)
    .output(z.object({ invited: z.boolean() }))
    .mutation(({ ctx, input }) => inviteMember(ctx.scope, input)),

  setMemberActive: empresaProcedure('admin')
    .meta({ ids: ['member'] })
    .input(setMemberActiveInput)
    .output(nothing)
    .mutation(({ ctx, input }) => ctx.unit((unit) => setMemberActive(unit, input))),

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
