import type { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import { systemClock } from '~/kernel/clock'
import { accountDatabase } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { clientKey } from '~/kernel/rate-limit'
import type { Actor, RequestInfo } from '~/kernel/tenancy/unit'
import type { SessionUser } from '~/kernel/trpc'
import { hashPassword, passwordMatches } from '../passwords'
import type { changePasswordInput, renameMeInput } from '../schema'
import { createUserInput, emailSchema, passwordSchema, type CreateUserInput } from '../schema'
import { reserveAttempt, settleAttempt } from './attempts'
import { auditAbout, auditEverywhere } from './user-audit'

/** Makes a person who can sign in. @throws BAD_INPUT, CONFLICT when the e-mail is taken. */
export async function createUser(input: CreateUserInput): Promise<{ id: string; email: string }> {
  const { email, name, password } = createUserInput.parse(input)
  const passwordHash = await hashPassword(password)
  try {
    const user = await accountDatabase().prisma.user.create({
      data: { email, name, passwordHash },
      select: { id: true, email: true },
    })
    // Nobody's log yet: the person's first empresa writes who came, when they are added to it.
    log('auth').info({ userId: user.id }, 'user created')
    return user
  } catch (error) {
    const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!taken) throw error
    throw new AppError('CONFLICT', `Já existe uma pessoa com o e-mail ${email}.`, { cause: error })
  }
}

/** Id of the person with this e-mail. @throws NOT_FOUND */
export async function userIdByEmail(raw: string): Promise<string> {
  const email = emailSchema.parse(raw)
  const user = await accountDatabase().prisma.user.findUnique({ where: { email }, select: { id: true } })
  if (!user) throw new AppError('NOT_FOUND', `Ninguém com o e-mail ${email}. Crie a pessoa antes.`)
  return user.id
}

/** Who changes a person's account from outside of every empresa, and when. */
export type Outside = { actor: Actor; request: RequestInfo; now: Date }

/**
 * Deactivates or reactivates a person everywhere; open sessions end with their next request and don't come back.
 * For whoever runs the installation: an empresa deactivates its own member. @throws NOT_FOUND
 */
export async function setUserActive(userId: string, active: boolean, by: Outside): Promise<void> {
  const { prisma } = accountDatabase()
  const before = await prisma.user.findUnique({ where: { id: userId }, select: { active: true } })
  if (!before) throw new AppError('NOT_FOUND', 'Pessoa não encontrada.')
  await prisma.user.update({
    where: { id: userId },
    data: { active, sessionVersion: { increment: 1 } },
    select: { id: true },
  })
  const action = active ? 'user.activated' : 'user.deactivated'
  await auditAbout(userId, by, { action, before, after: { active } })
}

/** A new password given by whoever runs the installation; every session of the person ends. @throws BAD_INPUT, NOT_FOUND */
export async function setPassword(userId: string, password: string, by: Outside): Promise<void> {
  const passwordHash = await hashPassword(passwordSchema.parse(password))
  const { count } = await accountDatabase().prisma.user.updateMany({
    where: { id: userId },
    data: { passwordHash, sessionVersion: { increment: 1 } },
  })
  if (count === 0) throw new AppError('NOT_FOUND', 'Pessoa não encontrada.')
  await auditAbout(userId, by, { action: 'user.password_set' })
}

/** What a change of one's own account needs: who, from where, when. */
export type Self = { user: SessionUser; request: RequestInfo; now: () => Date }

/** The user's own name. */
export async function renameMe(self: Self, input: z.output<typeof renameMeInput>): Promise<void> {
  const where = { id: self.user.id }
  await accountDatabase().prisma.user.update({ where, data: { name: input.name }, select: { id: true } })
  await auditEverywhere(self.user, 'user.renamed', self.request, self.now())
}

/**
 * Changes the user's own password and ends every session, this one too. Tries count under the same limits as signing in.
 * @throws BAD_INPUT when the current one is wrong, TOO_MANY_TRIES
 */
export async function changePassword(self: Self, input: z.output<typeof changePasswordInput>): Promise<void> {
  const { prisma } = accountDatabase()
  const where = { id: self.user.id }
  const now = systemClock()
  const attempt = await reserveAttempt(self.user.email, clientKey(self.request.ip), now)
  const user = await prisma.user.findUnique({ where, select: { passwordHash: true } })
  if (!(await passwordMatches(user?.passwordHash ?? null, input.current))) {
    const reason = 'A senha atual não confere.'
    throw new AppError('BAD_INPUT', reason, { fields: [{ field: 'current', reason }] })
  }
  await prisma.user.update({
    where,
    data: { passwordHash: await hashPassword(input.next), sessionVersion: { increment: 1 } },
    select: { id: true },
  })
  await settleAttempt(attempt, now)
  await auditEverywhere(self.user, 'user.password_changed', self.request, self.now())
}
