import { requireSendable } from '~/domains/templates/service/free-text'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { hadOnSaving, nextRun, type Planned } from '../post-rules'
import { postDetail, postList, type PostDetail, type PostRow, type SavePostInput } from '../posts-schema'
import { dropPicture, keepPicture, pictureData } from './pictures'
import { renewWaiting } from './posts-run'

/** All scheduled posts, in the order of the day. */
export async function listPosts(ctx: EmpresaCtx): Promise<PostRow[]> {
  return postList.parse(await postRows(ctx, Prisma.empty))
}

/** One post, with its picture. @throws AppError NOT_FOUND. */
export async function getPost(ctx: EmpresaCtx, id: string): Promise<PostDetail> {
  const [row] = await postRows(ctx, Prisma.sql`AND p.id = ${id}::uuid`)
  if (!row) throw new AppError('NOT_FOUND', 'Publicação não encontrada.')
  return postDetail.parse({
    ...row,
    picture: row.pictureId === null ? null : await pictureData(ctx, row.pictureId),
  })
}

type Row = Omit<PostRow, 'nextAt'> & { pictureId: string | null; hadUntil: Date }

async function postRows(ctx: EmpresaCtx, also: Prisma.Sql) {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT p.id, p.connection_id AS "connectionId", w.name AS "connectionName", p.target, p.address, p.target_name AS "targetName",
      p.body, p.picture_id AS "pictureId", p.picture_id IS NOT NULL AS "hasPicture", p.times, p.weekdays, p.once_on::text AS "onceOn",
      p.active, p.had_until AS "hadUntil", m.state AS "lastState", m.state_reason AS "lastReason"
    FROM scheduled_posts AS p JOIN whatsapp_connections AS w ON w.empresa_id = p.empresa_id AND w.id = p.connection_id
    LEFT JOIN LATERAL (SELECT state, state_reason FROM messages AS m WHERE m.empresa_id = p.empresa_id AND m.subject_type = 'post'
      AND m.subject_id = p.id ORDER BY m.created_at DESC LIMIT 1) AS m ON true
    WHERE p.empresa_id = ${ctx.empresaId}::uuid ${also} ORDER BY p.times, p.id`
  return rows.map((row) => ({
    ...row,
    nextAt: row.active ? nextRun(row, ctx.empresa.timezone, ctx.now) : null,
  }))
}

/**
 * Saves a new or a changed post; an hour that has passed today begins on its next day. Its queued messages go out in
 * the current form. @throws AppError NOT_FOUND, BAD_INPUT for a channel that can't post, a text that can't leave, an
 * empty post, or a day that is over.
 */
export async function savePost(ctx: EmpresaCtx, input: SavePostInput): Promise<{ id: string }> {
  const { id, connectionId, target, targetName, body, times, onceOn, active } = input
  requireSendable(body)
  const before = id ? await keptPost(ctx, id) : null
  const pictureId =
    input.picture === undefined
      ? (before?.pictureId ?? null)
      : input.picture && (await keepPicture(ctx, input.picture.base64))
  await rejectUnpostable(ctx, connectionId, target, pictureId !== null)
  if (body === '' && pictureId === null) throw wrong('body', 'Escreva o texto ou escolha uma foto.')
  const weekdays = onceOn === null ? input.weekdays : []
  const planned = { times, weekdays, onceOn }
  const { timezone } = ctx.empresa
  if (onceOn !== null && active && nextRun(planned, timezone, ctx.now) === null)
    throw wrong('onceOn', 'Este dia e esta hora já passaram. Escolha outros.')
  const data = {
    connectionId,
    target,
    address: target === 'status' ? 'status' : input.address,
    targetName,
    body,
    pictureId,
    times,
    weekdays,
    onceOn: onceOn === null ? null : new Date(`${onceOn}T00:00:00Z`),
    active,
    hadUntil: hadOnSaving(before, planned, timezone, ctx.now),
  }
  if (id) {
    await ctx.db.scheduledPost.updateMany({ where: { empresaId: ctx.empresaId, id }, data })
    await renewWaiting(ctx, id)
  }
  const saved = id
    ? { id }
    : await ctx.db.scheduledPost.create({
        data: { ...data, empresaId: ctx.empresaId, createdAt: ctx.now },
        select: { id: true },
      })
  if (before && before.pictureId !== pictureId) await dropPicture(ctx, before.pictureId)
  await audit(ctx, {
    action: id ? 'post.updated' : 'post.created',
    entity: 'post',
    entityId: saved.id,
    after: {
      target,
      address: data.address,
      targetName,
      body,
      picture: pictureId !== null,
      times,
      weekdays,
      onceOn,
      active,
    },
  })
  return saved
}

async function rejectUnpostable(
  ctx: EmpresaCtx,
  id: string,
  target: 'group' | 'status',
  hasPicture: boolean,
): Promise<void> {
  const connection = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { provider: true },
  })
  if (!connection) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  if (connection.provider === 'cloud')
    throw wrong(
      'connectionId',
      'A API oficial da Meta não publica em grupos nem no status. Escolha outro número.',
    )
  if (target === 'status' && connection.provider === 'baileys')
    throw wrong('target', 'Pelo Baileys as publicações vão só para grupos. Escolha um grupo ou outro número.')
  if (target === 'status' && hasPicture && connection.provider === 'wppconnect')
    throw wrong(
      'picture',
      'Pelo WPPConnect só textos vão para o status. Tire a foto ou escolha outro número.',
    )
}

function wrong(field: string, reason: string): AppError {
  return new AppError('BAD_INPUT', reason, { fields: [{ field, reason }] })
}

type KeptPost = Planned & { pictureId: string | null; active: boolean }

/** The stored post, locked: a concurrent run that queues it waits, or has ended. */
async function keptPost(ctx: EmpresaCtx, id: string): Promise<KeptPost> {
  await ctx.db.$queryRaw`
    SELECT 1 FROM scheduled_posts WHERE empresa_id = ${ctx.empresaId}::uuid AND id = ${id}::uuid FOR UPDATE`
  const found = await ctx.db.scheduledPost.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { pictureId: true, times: true, weekdays: true, onceOn: true, hadUntil: true, active: true },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Publicação não encontrada.')
  return { ...found, onceOn: found.onceOn && found.onceOn.toISOString().slice(0, 10) }
}

/** Pauses a post, or resumes it from its next run. @throws AppError NOT_FOUND. */
export async function togglePost(ctx: EmpresaCtx, id: string, active: boolean): Promise<void> {
  const before = await keptPost(ctx, id)
  await ctx.db.scheduledPost.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { active, ...(active && !before.active ? { hadUntil: ctx.now } : {}) },
  })
  await audit(ctx, { action: active ? 'post.resumed' : 'post.paused', entity: 'post', entityId: id })
}

/** Deletes a post; a queued message of it is evaluated again before it leaves. @throws AppError NOT_FOUND. */
export async function removePost(ctx: EmpresaCtx, id: string): Promise<void> {
  const { pictureId } = await keptPost(ctx, id)
  await ctx.db.scheduledPost.deleteMany({ where: { empresaId: ctx.empresaId, id } })
  await dropPicture(ctx, pictureId)
  await audit(ctx, { action: 'post.deleted', entity: 'post', entityId: id })
}
