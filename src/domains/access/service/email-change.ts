import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import type { SendMail } from '~/adapters/mail/send'
import { env } from '~/env'
import { systemClock, type Clock } from '~/kernel/clock'
import { accountDatabase } from '~/kernel/db'
import { enqueueEvent } from '~/kernel/engine/outbox'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { clientKey } from '~/kernel/rate-limit'
import type { RequestInfo } from '~/kernel/tenancy/unit'
import { emailChangeRequested } from '../events'
import { LINK_LIMITS, LINK_SECONDS } from '../rules'
import type { account, changeMyEmailInput } from '../schema'
import { reserveAttempt } from './attempts'
import { requirePassword, type Self } from './users'
import { auditEverywhere } from './user-audit'

const GONE = 'Este link já foi usado ou venceu. Peça a troca de novo em Minha conta.'
const hashOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())

/** One's own account, with the e-mail that waits for its mailbox. */
export async function readAccount(userId: string): Promise<z.output<typeof account>> {
  const user = await accountDatabase().prisma.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      name: true,
      email: true,
      phone: true,
      emailChanges: {
        where: { endedAt: null, expiresAt: { gt: systemClock() } },
        select: { email: true },
        orderBy: { createdAt: 'desc' },
        take: 1,
      },
    },
  })
  const { emailChanges, ...rest } = user
  return { ...rest, pendingEmail: emailChanges[0]?.email ?? null, mails: env().RETOMA_SMTP_URL !== undefined }
}

/**
 * Asks for another e-mail to sign in with: a link goes to it, and only that link makes the change. An address that another
 * account has gets the same answer and no link. @throws BAD_INPUT for a wrong password or the same address, TOO_MANY_TRIES
 */
export async function changeMyEmail(self: Self, input: z.output<typeof changeMyEmailInput>): Promise<void> {
  if (input.email === self.user.email) {
    const reason = 'Este já é o seu e-mail.'
    throw new AppError('BAD_INPUT', reason, { fields: [{ field: 'email', reason }] })
  }
  await requirePassword(self, input.current)
  const now = systemClock()
  const address = `link:${clientKey(self.request.ip)}`
  await reserveAttempt(`email:${self.user.id}`, address, now, LINK_LIMITS)
  const userId = self.user.id
  await accountDatabase().prisma.$transaction(async (db) => {
    await db.emailChange.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } })
    const { id } = await db.emailChange.create({
      data: {
        userId,
        email: input.email,
        createdAt: now,
        expiresAt: new Date(now.getTime() + LINK_SECONDS * 1000),
      },
      select: { id: true },
    })
    await enqueueEvent({ db }, emailChangeRequested.create({ changeId: id }))
  })
  await auditEverywhere(self.user, 'user.email_requested', self.request, self.now(), {
    before: { email: self.user.email },
    after: { email: input.email },
  })
}

/** Cancels a requested e-mail change: its link opens nothing any more. */
export async function cancelEmailChange(self: Self): Promise<void> {
  const { count } = await accountDatabase().prisma.emailChange.updateMany({
    where: { userId: self.user.id, endedAt: null },
    data: { endedAt: systemClock() },
  })
  if (count > 0) await auditEverywhere(self.user, 'user.email_given_up', self.request, self.now())
}

/** A change that still waits, with both addresses; null once it is over, or when the new one is another account's. */
async function waiting(id: string, clock: Clock) {
  const { prisma } = accountDatabase()
  const change = await prisma.emailChange.findUnique({
    where: { id },
    select: { email: true, endedAt: true, expiresAt: true, user: { select: { name: true, email: true } } },
  })
  if (!change || change.endedAt || change.expiresAt <= clock()) return null
  const taken = await prisma.user.findUnique({ where: { email: change.email }, select: { id: true } })
  return taken ? null : change
}

/** Makes the link and sends it to the new address; sent again after a crash, the newest one works. */
export async function mailEmailLink(id: string, sendMail: SendMail, clock: Clock): Promise<void> {
  const change = await waiting(id, clock)
  if (!change) return
  const token = randomBytes(32).toString('base64url')
  await accountDatabase().prisma.emailChange.update({
    where: { id },
    data: { tokenHash: hashOf(token) },
    select: { id: true },
  })
  const url = `${env().NEXTAUTH_URL.replace(/\/$/, '')}/entrar/confirmar#${token}`
  await sendMail({
    to: change.email,
    subject: 'Confirme o seu e-mail no Retoma',
    text: `Olá, ${change.user.name}.\n\nPara entrar no Retoma com este e-mail, abra este endereço, que vale por 1 hora e uma vez só:\n\n${url}\n\nSe não foi você, não precisa fazer nada: nada muda.\n`,
  })
}

/** Notifies the current address of the requested change. */
export async function mailEmailNotice(id: string, sendMail: SendMail, clock: Clock): Promise<void> {
  const change = await waiting(id, clock)
  if (!change) return
  await sendMail({
    to: change.user.email,
    subject: 'Pediram para trocar o seu e-mail no Retoma',
    text: `Olá, ${change.user.name}.\n\nAlguém que sabe a sua senha pediu para entrar no Retoma com ${change.email} no lugar deste e-mail. A troca só vale quando for confirmada por lá.\n\nSe não foi você, troque a sua senha agora, em Minha conta.\n`,
  })
}

/**
 * Uses a link: from now on the user signs in with the new address. Links for a password that went to the old one die.
 * @throws BAD_INPUT for a link that is unknown, used or late, alike; CONFLICT when another account has the address
 */
export async function confirmEmail(token: string, request: RequestInfo, now: Date): Promise<void> {
  const { prisma } = accountDatabase()
  const change = await prisma.emailChange.findFirst({
    where: { tokenHash: hashOf(token), endedAt: null, expiresAt: { gt: now }, user: { active: true } },
    select: { id: true, email: true, user: { select: { id: true, name: true, email: true } } },
  })
  if (!change) throw new AppError('BAD_INPUT', GONE)
  const { user, email } = change
  try {
    await prisma.$transaction(async (db) => {
      const { count } = await db.emailChange.updateMany({
        where: { id: change.id, endedAt: null },
        data: { endedAt: now },
      })
      if (count === 0) throw new AppError('BAD_INPUT', GONE)
      await db.passwordReset.updateMany({ where: { userId: user.id, usedAt: null }, data: { usedAt: now } })
      await db.user.update({ where: { id: user.id }, data: { email }, select: { id: true } })
    })
  } catch (error) {
    const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!taken) throw error
    throw new AppError('CONFLICT', 'Este e-mail já é de outra conta.', { cause: error })
  }
  log('auth').info({ userId: user.id }, 'e-mail changed by link')
  await auditEverywhere(user, 'user.email_changed', request, now, {
    before: { email: user.email },
    after: { email },
  })
}
