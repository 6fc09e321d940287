import { PRIORITY } from '~/domains/messaging/kinds'
import { writeDecisions } from '~/domains/messaging/service/decisions'
import { queueMessages } from '~/domains/messaging/service/queue'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { LATEST_MINUTES, postTurn } from '../post-rules'
import { postList, type PostRow, type SavePostInput } from '../posts-schema'

/** Every scheduled post, in the order of the day. */
export async function listPosts(ctx: EmpresaCtx): Promise<PostRow[]> {
  const rows = await ctx.db.$queryRaw<object[]>`
    SELECT p.id, p.connection_id AS "connectionId", w.name AS "connectionName", p.target, p.address, p.target_name AS "targetName", p.body,
      p.at, p.weekdays, p.active, p.last_day::text AS "lastDay"
    FROM scheduled_posts AS p JOIN whatsapp_connections AS w ON w.empresa_id = p.empresa_id AND w.id = p.connection_id
    WHERE p.empresa_id = ${ctx.empresaId}::uuid ORDER BY p.at, p.id`
  return postList.parse(rows)
}

/** Saves a new or a changed post; one whose hour has passed today begins tomorrow. @throws AppError NOT_FOUND. */
export async function savePost(ctx: EmpresaCtx, input: SavePostInput): Promise<{ id: string }> {
  const { id, connectionId, target, targetName, body, at, weekdays, active } = input
  const connection = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId: ctx.empresaId, id: connectionId },
    select: { id: true },
  })
  if (!connection) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  const address = target === 'status' ? 'status' : input.address
  const data = { connectionId, target, address, targetName, body, at, weekdays, active }
  // Nobody expects a post at the moment of saving it.
  const turn = postTurn({ at, weekdays, lastDay: null }, ctx.empresa.timezone, ctx.now)
  const today = turn.kind === 'wait' ? {} : { lastDay: new Date(`${turn.day}T00:00:00Z`) }
  if (id) {
    const { count } = await ctx.db.scheduledPost.updateMany({
      where: { empresaId: ctx.empresaId, id },
      data: { ...data, ...today },
    })
    if (count === 0) throw new AppError('NOT_FOUND', 'Publicação não encontrada.')
  }
  const saved = id
    ? { id }
    : await ctx.db.scheduledPost.create({
        data: { ...data, ...today, empresaId: ctx.empresaId, createdAt: ctx.now },
        select: { id: true },
      })
  await audit(ctx, {
    action: id ? 'post.updated' : 'post.created',
    entity: 'post',
    entityId: saved.id,
    after: data,
  })
  return saved
}

/** Deletes a post; one that waits in the queue is judged again before it leaves. @throws AppError NOT_FOUND. */
export async function removePost(ctx: EmpresaCtx, id: string): Promise<void> {
  const { count } = await ctx.db.scheduledPost.deleteMany({ where: { empresaId: ctx.empresaId, id } })
  if (count === 0) throw new AppError('NOT_FOUND', 'Publicação não encontrada.')
  await audit(ctx, { action: 'post.deleted', entity: 'post', entityId: id })
}

type Stored = {
  id: string
  connectionId: string
  target: 'group' | 'status'
  address: string
  body: string
  at: string
  weekdays: number[]
  lastDay: string | null
}

/** Queues the posts whose time has come, each once a day (t-40). @returns how many. */
export async function runPosts(ctx: EmpresaSqlCtx): Promise<number> {
  const { rows } = await ctx.sql.query<Stored>(
    `SELECT id, connection_id AS "connectionId", target, address, body, at, weekdays, last_day::text AS "lastDay"
     FROM scheduled_posts WHERE empresa_id = $1 AND active ORDER BY id FOR UPDATE SKIP LOCKED`,
    [ctx.empresaId],
  )
  const turns = rows.flatMap((post) => {
    const turn = postTurn(post, ctx.empresa.timezone, ctx.now)
    return turn.kind === 'wait' ? [] : [{ post, ...turn }]
  })
  const queued = await queueMessages(
    ctx,
    turns.flatMap(({ kind, post, day, due }) =>
      kind === 'late'
        ? []
        : {
            dedupeKey: `post:${post.id}:${day}`,
            kind: post.target === 'group' ? ('grupo' as const) : ('status' as const),
            connectionId: post.connectionId,
            contactId: null,
            address: post.address,
            body: post.body,
            subjectType: 'post' as const,
            subjectId: post.id,
            notBefore: due,
            expiresAt: new Date(due.getTime() + LATEST_MINUTES * 60_000),
            priority: PRIORITY.post,
          },
    ),
  )
  await writeDecisions(
    ctx,
    turns.flatMap(({ kind, post, day }) =>
      kind === 'post'
        ? []
        : {
            key: `post:${post.id}:${day}`,
            contactId: null,
            subjectType: 'post' as const,
            subjectId: post.id,
            ruleId: null,
            decision: 'nao_enviar' as const,
            code: 'atrasada',
            reason: `A hora desta publicação (${post.at}) passou enquanto nada podia ser enviado.`,
          },
    ),
  )
  for (const { post, day } of turns)
    await ctx.sql.query('UPDATE scheduled_posts SET last_day = $3 WHERE empresa_id = $1 AND id = $2', [
      ctx.empresaId,
      post.id,
      day,
    ])
  return queued.length
}
