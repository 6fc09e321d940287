import { z } from 'zod'
import { compareIdentity } from '~/adapters/shop/identity'
import type { ShopIdentity } from '~/adapters/shop/records'
import { notify } from '~/domains/empresas/service/notifications'
import { Prisma, type ShopConnection } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import { shopQuestionText } from '../rules'
import {
  connectionKind,
  shopIdentity,
  type ConnectionKind,
  type IdentityAnswer,
  type IdentityQuestion,
} from '../schema'
import { lockConnection, refuseWhileRunning, storedConnection } from './connections'

const pendingQuestion = z.object({
  kind: connectionKind,
  seen: shopIdentity,
  verdict: z.enum(['moved', 'other']),
})

/** How a connection reached the shop when it was last known to be the right one; secrets as they are kept, sealed. */
const reach = z.object({
  prefix: z.string(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  database: z.string().nullable(),
  username: z.string().nullable(),
  passwordSealed: z.string().nullable(),
  tls: z.boolean(),
  sshHost: z.string().nullable(),
  sshPort: z.number().nullable(),
  sshUsername: z.string().nullable(),
  sshPasswordSealed: z.string().nullable(),
  sshKeySealed: z.string().nullable(),
  sshHostKey: z.string().nullable(),
})
const reaches = z.partialRecord(connectionKind, reach)

/** What an import may do with the shop that a connection leads to. Nothing known yet: this shop is the one from now on. */
export async function checkIdentity(
  scope: EmpresaScope,
  kind: ConnectionKind,
  seen: ShopIdentity | null,
): Promise<void> {
  if (!seen) return
  const question = await withEmpresa(scope, (ctx) => compareWithKnown(ctx, kind, seen, true))
  if (question) throw new AppError('SOURCE_INVALID', shopQuestionText(question))
}

/** The same for a test of the connection, which asks and makes no shop the known one. */
export async function noticeOtherShop(
  ctx: EmpresaCtx,
  kind: ConnectionKind,
  seen: ShopIdentity | null,
): Promise<void> {
  if (seen) await compareWithKnown(ctx, kind, seen, false)
}

async function compareWithKnown(
  ctx: EmpresaCtx,
  kind: ConnectionKind,
  seen: ShopIdentity,
  importing: boolean,
): Promise<IdentityQuestion | null> {
  const { db, empresaId } = ctx
  const stored = await lockedIdentity(ctx)
  if (!stored) {
    if (importing) await keepIdentity(ctx, kind, seen, null)
    return null
  }
  const known = shopIdentity.parse({ address: stored.address, marks: stored.marks })
  const verdict = compareIdentity(known, seen)
  if (verdict === 'same' || (importing && stored.acceptNext)) {
    if (importing) await keepIdentity(ctx, kind, verdict === 'same' ? merged(known, seen) : seen, stored)
    else if (pendingQuestion.safeParse(stored.pending).data?.kind === kind)
      await db.shopIdentity.update({
        where: { empresaId },
        data: { pending: Prisma.DbNull, pendingAt: null },
      })
    return null
  }
  await db.shopIdentity.update({
    where: { empresaId },
    data: { pending: { kind, seen, verdict }, pendingAt: ctx.now },
  })
  const question = { kind, before: known.address, now: seen.address, verdict, at: ctx.now }
  await notify(ctx, {
    kind: 'shop.changed',
    title: 'A conexão leva a outra loja?',
    body: shopQuestionText(question),
    href: `conexao?tipo=${kind}`,
    dedupeKey: `shop.changed:${ctx.now.toISOString().slice(0, 10)}:${seen.address ?? ''}`,
  })
  return question
}

/** A mark that the shop has learnt since stays known; its address is the one of now. */
const merged = (known: ShopIdentity, seen: ShopIdentity): ShopIdentity => ({
  address: seen.address ?? known.address,
  marks: { ...known.marks, ...seen.marks },
})

type StoredIdentity = NonNullable<Awaited<ReturnType<EmpresaCtx['db']['shopIdentity']['findUnique']>>>

async function lockedIdentity({ db, empresaId }: EmpresaCtx): Promise<StoredIdentity | null> {
  await db.$queryRaw`SELECT 1 FROM shop_identities WHERE empresa_id = ${empresaId}::uuid FOR UPDATE`
  return db.shopIdentity.findUnique({ where: { empresaId } })
}

async function keepIdentity(
  ctx: EmpresaCtx,
  kind: ConnectionKind,
  identity: ShopIdentity,
  before: StoredIdentity | null,
): Promise<void> {
  const { db, empresaId, now } = ctx
  const reached = {
    ...reaches.catch({}).parse(before?.reaches ?? {}),
    [kind]: reachOf(await storedConnection(ctx, kind)),
  }
  const data = {
    ...identity,
    reaches: reached,
    pending: Prisma.DbNull,
    pendingAt: null,
    acceptNext: false,
  }
  await db.shopIdentity.upsert({
    where: { empresaId },
    create: { empresaId, knownAt: now, ...data },
    update: data,
  })
}

const reachOf = (stored: ShopConnection) => reach.parse(stored)

/** The question to answer before anything is read through a connection again; null when there is none. */
export async function identityQuestion({ db, empresaId }: EmpresaCtx): Promise<IdentityQuestion | null> {
  const stored = await db.shopIdentity.findUnique({ where: { empresaId } })
  const pending = pendingQuestion.safeParse(stored?.pending).data
  if (!stored?.pendingAt || !pending) return null
  const { kind, verdict, seen } = pending
  return { kind, verdict, before: stored.address, now: seen.address, at: stored.pendingAt }
}

/**
 * A user says what the other shop is. Shops are never mixed: their orders have the same numbers.
 * @throws AppError CONFLICT when nothing is asked any more
 */
export async function answerIdentity(ctx: EmpresaCtx, answer: IdentityAnswer): Promise<void> {
  const { db, empresaId } = ctx
  const stored = await lockedIdentity(ctx)
  const pending = pendingQuestion.safeParse(stored?.pending).data
  if (!stored || !pending) throw new AppError('CONFLICT', 'Esta pergunta já foi respondida.')
  const { kind, seen } = pending
  if (answer === 'mesma') await keepIdentity(ctx, kind, seen, stored)
  else {
    await lockConnection(ctx, kind)
    const connection = await storedConnection(ctx, kind)
    await refuseWhileRunning(ctx, connection.id)
    await leadBack(ctx, connection, stored)
    await db.shopIdentity.update({ where: { empresaId }, data: { pending: Prisma.DbNull, pendingAt: null } })
  }
  await audit(ctx, {
    action: answer === 'mesma' ? 'connection.same_shop' : 'connection.led_back',
    entity: 'connection',
    before: { address: stored.address },
    after: { address: answer === 'mesma' ? seen.address : stored.address },
  })
  await notifyLive(ctx, empresaId, 'import', empresaId)
}

/** The connection as it was when it led to the known shop; a file of another shop is thrown away. */
async function leadBack(
  { db, empresaId, now }: EmpresaCtx,
  connection: Awaited<ReturnType<typeof storedConnection>>,
  stored: StoredIdentity,
): Promise<void> {
  const where = { empresaId_id: { empresaId, id: connection.id } }
  if (connection.kind === 'dump') {
    await db.shopConnection.update({
      where,
      data: { fileId: null, lastTest: Prisma.DbNull, lastTestAt: null },
    })
    if (connection.fileId)
      await db.importFile.delete({ where: { empresaId_id: { empresaId, id: connection.fileId } } })
    return
  }
  const before = reaches.catch({}).parse(stored.reaches)[connection.kind]
  if (!before)
    throw new AppError(
      'CONFLICT',
      'Esta conexão nunca leu a loja de antes: corrija o servidor, o banco e o prefixo abaixo e salve.',
    )
  await db.shopConnection.update({
    where,
    data: { ...before, lastTest: Prisma.DbNull, lastTestAt: null, updatedAt: now },
  })
}

/** The next import accepts the shop that it finds as the known one: an explicit choice at the command line. */
export async function acceptNextShop({ db, empresaId }: EmpresaCtx): Promise<void> {
  await db.shopIdentity.updateMany({ where: { empresaId }, data: { acceptNext: true } })
}
