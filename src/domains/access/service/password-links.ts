import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { SendMail } from '~/adapters/mail/send'
import { env } from '~/env'
import type { Clock } from '~/kernel/clock'
import { accountDatabase, type Tx } from '~/kernel/db'
import { enqueueEvent } from '~/kernel/engine/outbox'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { clientKey } from '~/kernel/rate-limit'
import type { RequestInfo } from '~/kernel/tenancy/unit'
import { linkRequested } from '../events'
import { hashPassword } from '../passwords'
import { INVITE_SECONDS, LINK_LIMITS, LINK_SECONDS } from '../rules'
import type { choosePasswordInput } from '../schema'
import { forgetWait, reserveAttempt } from './attempts'
import { auditEverywhere } from './user-audit'

const GONE = 'Este link já foi usado ou venceu. Peça outro.'
const hashOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())
const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000)

/**
 * A user forgot the password. The client gets the same answer, after the same work, whether or not the e-mail has an
 * account. @throws AppError TOO_MANY_TRIES, for known and unknown e-mails alike
 */
export async function requestLink(email: string, request: RequestInfo, now: Date): Promise<void> {
  await reserveAttempt(`link:${email}`, `link:${clientKey(request.ip)}`, now, LINK_LIMITS)
  const { prisma } = accountDatabase()
  const user = await prisma.user.findUnique({ where: { email }, select: { id: true, active: true } })
  await prisma.$transaction(async (db) => {
    // What is long over decides nothing; an expired link must leave no personal data behind.
    await db.passwordReset.deleteMany({ where: { expiresAt: { lt: later(now, -24 * 3600) } } })
    await addLink(db, { userId: user?.active ? user.id : null, invite: false }, now)
  })
}

/** A link for a user, in the caller's transaction; it is made and sent in the background. */
export async function addLink(
  db: Tx,
  { userId, invite }: { userId: string | null; invite: boolean },
  now: Date,
): Promise<void> {
  const { id } = await db.passwordReset.create({
    data: { userId, invite, createdAt: now, expiresAt: later(now, invite ? INVITE_SECONDS : LINK_SECONDS) },
    select: { id: true },
  })
  await enqueueEvent({ db }, linkRequested.create({ linkId: id }))
}

/** A link made for the operator of the installation, who hands it over. @throws NOT_FOUND */
export async function linkFor(email: string, now: Date): Promise<string> {
  const { prisma } = accountDatabase()
  const user = await prisma.user.findUnique({ where: { email }, select: { id: true } })
  if (!user) throw new AppError('NOT_FOUND', `Ninguém com o e-mail ${email}.`)
  const { id } = await prisma.passwordReset.create({
    data: { userId: user.id, createdAt: now, expiresAt: later(now, LINK_SECONDS) },
    select: { id: true },
  })
  return makeLink(id)
}

/** The address of a link; its token is kept as a hash alone. It stands behind `#`, which no server's log ever sees. */
async function makeLink(id: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await accountDatabase().prisma.passwordReset.update({
    where: { id },
    data: { tokenHash: hashOf(token) },
    select: { id: true },
  })
  return `${env().NEXTAUTH_URL.replace(/\/$/, '')}/entrar/redefinir#${token}`
}

/** Makes a link and sends it; sent again after a crash, the newest one works. Does nothing for a link that is gone. */
export async function mailLink(id: string, sendMail: SendMail, clock: Clock): Promise<void> {
  const link = await accountDatabase().prisma.passwordReset.findUnique({
    where: { id },
    select: { invite: true, usedAt: true, expiresAt: true, user: { select: { name: true, email: true } } },
  })
  if (!link?.user || link.usedAt || link.expiresAt <= clock()) return
  const { email } = link.user
  // Characters that reverse the direction of writing, or aren't seen, would make the rest of the letter say something else.
  const name = link.user.name.replace(/\p{Cf}/gu, '')
  const url = await makeLink(id)
  const text = link.invite
    ? `Olá, ${name}.\n\nVocê foi convidado para o Retoma. Escolha a sua senha neste endereço, que vale por 7 dias e uma vez só:\n\n${url}\n`
    : `Olá, ${name}.\n\nAlguém pediu uma senha nova para este e-mail. Para escolher uma, abra este endereço, que vale por 1 hora e uma vez só:\n\n${url}\n\nSe não foi você, não precisa fazer nada: a senha de antes continua valendo.\n`
  await sendMail({ to: email, subject: link.invite ? 'Seu acesso ao Retoma' : 'Nova senha do Retoma', text })
}

/**
 * Uses a link: the new password counts, every session of the user ends, and their other links die with it.
 * @throws AppError BAD_INPUT for a link that is unknown, used or late, alike
 */
export async function choosePassword(
  input: z.output<typeof choosePasswordInput>,
  request: RequestInfo,
  now: Date,
): Promise<void> {
  const { prisma } = accountDatabase()
  const valid = {
    tokenHash: hashOf(input.token),
    usedAt: null,
    expiresAt: { gt: now },
    user: { active: true },
  }
  const link = await prisma.passwordReset.findFirst({
    where: valid,
    select: { id: true, userId: true, user: { select: { id: true, name: true, email: true } } },
  })
  if (!link?.user) throw new AppError('BAD_INPUT', GONE)
  const { user } = link
  const passwordHash = await hashPassword(input.password)
  await prisma.$transaction(async (db) => {
    const { count } = await db.passwordReset.updateMany({
      where: { id: link.id, usedAt: null },
      data: { usedAt: now },
    })
    if (count === 0) throw new AppError('BAD_INPUT', GONE)
    await db.passwordReset.updateMany({ where: { userId: user.id, usedAt: null }, data: { usedAt: now } })
    await db.user.update({
      where: { id: user.id },
      data: { passwordHash, sessionVersion: { increment: 1 } },
      select: { id: true },
    })
    // A user who proved to own the mailbox isn't locked out by another client's tries.
    await db.signInAttempt.deleteMany({ where: { account: user.email, succeeded: false } })
  })
  forgetWait(user.email)
  log('auth').info({ userId: user.id }, 'password chosen by link')
  await auditEverywhere(user, 'user.password_reset', request, now)
}
