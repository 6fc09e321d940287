import type { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import { systemClock } from '~/kernel/clock'
import { accountDatabase } from '~/kernel/db'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { parsePhone } from '~/kernel/phone'
import { clientKey } from '~/kernel/rate-limit'
import type { Actor, RequestInfo } from '~/kernel/tenancy/unit'
import type { SessionUser } from '~/kernel/trpc'
import { hashPassword, passwordMatches } from '../passwords'
import type { changeMyPhoneInput, changePasswordInput, renameMeInput } from '../schema'
import { createUserInput, emailSchema, passwordSchema, type CreateUserInput } from '../schema'
import { reserveAttempt, settleAttempt } from './attempts'
import { auditAbout, auditEverywhere } from './user-audit'

/** Makes a user who can sign in. @throws BAD_INPUT, CONFLICT when the e-mail is taken. */
export async function createUser(input: CreateUserInput): Promise<{ id: string; email: string }> {
  const { email, name, password } = createUserInput.parse(input)
  const passwordHash = await hashPassword(password)
  try {
    const user = await accountDatabase().prisma.user.create({
      data: { email, name, passwordHash },
      select: { id: true, email: true },
    })
    // No empresa's log yet: the user's first empresa logs their arrival when they are added to it.
    log('auth').info({ userId: user.id }, 'user created')
    return user
  } catch (error) {
    const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!taken) throw error
    throw new AppError('CONFLICT', `Já existe uma pessoa com o e-mail ${email}.`, { cause: error })
  }
}

/** Id of the user with this e-mail. @throws NOT_FOUND */
export async function userIdByEmail(raw: string): Promise<string> {
  const email = emailSchema.parse(raw)
  const user = await accountDatabase().prisma.user.findUnique({ where: { email }, select: { id: true } })
  if (!user) throw new AppError('NOT_FOUND', `Ninguém com o e-mail ${email}. Crie a pessoa antes.`)
  return user.id
}

/** Who changes a user's account from outside of every empresa, and when. */
export type Outside = { actor: Actor; request: RequestInfo; now: Date }

/**
 * Deactivates or reactivates a user everywhere; open sessions end with their next request and don't come back.
 * For the operator of the installation: an empresa deactivates its own member. @throws NOT_FOUND
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

/** A new password given by the operator of the installation; every session of the user ends. @throws BAD_INPUT, NOT_FOUND */
export async function setPassword(userId: string, password: string, by: Outside): Promise<void> {
  const passwordHash = await hashPassword(passwordSchema.parse(password))
  const { count } = await accountDatabase().prisma.user.updateMany({
    where: { id: userId },
    data: { passwordHash, sessionVersion: { increment: 1 } },
  })
  if (count === 0) throw new AppError('NOT_FOUND', 'Pessoa não encontrada.')
  await auditAbout(userId, by, { action: 'user.password_set' })
}

/** Context of a change of the user's own account: who, from where, when. */
export type Self = { user: SessionUser; request: RequestInfo; now: () => Date }

/** The user's own name. */
export async function renameMe(self: Self, input: z.output<typeof renameMeInput>): Promise<void> {
  await changeOwn(self, 'user.renamed', { name: input.name })
}

/** The user's own phone, E.164; null for none. */
export async function changeMyPhone(self: Self, input: z.output<typeof changeMyPhoneInput>): Promise<void> {
  const read = parsePhone(input.phone)
  if (input.phone !== '' && read.e164 === null) {
    const reason = 'Escreva o telefone com o DDD, como (11) 98765-4321.'
    throw new AppError('BAD_INPUT', reason, { fields: [{ field: 'phone', reason }] })
  }
  await changeOwn(self, 'user.phone_changed', { phone: read.e164 })
}

/** Changes fields of the user's own; the log of each of their empresas keeps what was and what is. */
async function changeOwn(
  self: Self,
  action: string,
  after: Partial<Record<'name' | 'phone', string | null>> & { name?: string },
): Promise<void> {
  const { prisma } = accountDatabase()
  const where = { id: self.user.id }
  const old = await prisma.user.findUniqueOrThrow({ where, select: { name: true, phone: true } })
  const fields = Object.keys(after) as ('name' | 'phone')[]
  const before = Object.fromEntries(fields.map((field) => [field, old[field]]))
  if (fields.every((field) => old[field] === after[field])) return
  await prisma.user.update({ where, data: after, select: { id: true } })
  await auditEverywhere(self.user, action, self.request, self.now(), { before, after })
}

/**
 * A change of the user's own account that needs the current password. Tries count under the same limits as signing in.
 * @throws BAD_INPUT when it is wrong, TOO_MANY_TRIES
 */
export async function requirePassword(self: Self, current: string): Promise<void> {
  const now = systemClock()
  const attempt = await reserveAttempt(self.user.email, clientKey(self.request.ip), now)
  const user = await accountDatabase().prisma.user.findUnique({
    where: { id: self.user.id },
    select: { passwordHash: true },
  })
  if (!(await passwordMatches(user?.passwordHash ?? null, current))) {
    const reason = 'A senha atual não confere.'
    throw new AppError('BAD_INPUT', reason, { fields: [{ field: 'current', reason }] })
  }
  await settleAttempt(attempt, now)
}

/** Changes the user's own password and ends every session, this one too. @throws as `requirePassword` */
export async function changePassword(self: Self, input: z.output<typeof changePasswordInput>): Promise<void> {
  await requirePassword(self, input.current)
  await accountDatabase().prisma.user.update({
    where: { id: self.user.id },
    data: { passwordHash: await hashPassword(input.next), sessionVersion: { increment: 1 } },
    select: { id: true },
  })
  await auditEverywhere(self.user, 'user.password_changed', self.request, self.now())
}
