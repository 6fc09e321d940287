import { PRIORITY } from '~/domains/outbox/kinds'
import { writeDecisions } from '~/domains/outbox/service/decisions'
import { queueMessages, type OutgoingRow } from '~/domains/outbox/service/queue'
import { notify } from '~/domains/empresas/service/notifications'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { dueRuns, LATEST_MINUTES, nextRun, postKey, type Planned, type PostTurn } from '../post-rules'

type Stored = Planned & {
  id: string
  connectionId: string
  target: 'group' | 'status'
  address: string
  body: string
  pictureId: string | null
  mimeType: string | null
}
/** The schedule columns of the row `p`. */
const PLANNED = `p.times, p.weekdays, p.once_on::text AS "onceOn", p.had_until AS "hadUntil"`

/**
 * Queues the posts that are due, each once an hour of its day (t-40), and reports those whose hour is over. @returns
 * how many.
 */
export async function runPosts(ctx: EmpresaSqlCtx): Promise<number> {
  const { rows } = await ctx.sql.query<Stored>(
    `SELECT p.id, p.connection_id AS "connectionId", p.target, p.address, p.body, p.picture_id AS "pictureId", i.mime_type AS "mimeType",
       ${PLANNED}
     FROM scheduled_posts AS p LEFT JOIN pictures AS i ON i.empresa_id = p.empresa_id AND i.id = p.picture_id
     WHERE p.empresa_id = $1 AND p.active ORDER BY p.id FOR UPDATE OF p SKIP LOCKED`,
    [ctx.empresaId],
  )
  const duePosts = rows.flatMap((post) => {
    const due = dueRuns(post, ctx.empresa.timezone, ctx.now)
    const last = due.at(-1)
    return last ? [{ post, missed: due.filter(({ inTime }) => !inTime), last }] : []
  })
  const queued = await queueMessages(
    ctx,
    duePosts.flatMap(({ post, last }) => (last.inTime ? messageOf(post, last) : [])),
  )
  await writeDecisions(
    ctx,
    duePosts.flatMap(({ post, missed }) =>
      missed.map((run) => ({
        key: postKey(post.id, run),
        contactId: null,
        subjectType: 'post' as const,
        subjectId: post.id,
        ruleId: null,
        decision: 'nao_enviar' as const,
        code: 'atrasada',
        at: run.due,
        reason: `A hora desta publicação (${hourText(run)}) passou enquanto nada podia ser enviado.`,
      })),
    ),
  )
  for (const { post, missed, last } of duePosts) {
    const latest = missed.at(-1)
    if (latest)
      await notify(ctx, {
        kind: 'post.late',
        title: 'Uma publicação não saiu',
        body:
          missed.length === 1
            ? `A hora dela (${hourText(latest)}) passou enquanto nada podia ser enviado.`
            : `${String(missed.length)} vezes a hora dela passou enquanto nada podia ser enviado; a última foi ${hourText(latest)}.`,
        href: `publicacoes/${post.id}`,
        dedupeKey: postKey(post.id, latest),
      })
    await ctx.sql.query('UPDATE scheduled_posts SET had_until = $3 WHERE empresa_id = $1 AND id = $2', [
      ctx.empresaId,
      post.id,
      last.due,
    ])
  }
  return queued.length
}

function hourText({ day, time }: PostTurn): string {
  return `${day.slice(8)}/${day.slice(5, 7)} às ${time}`
}

function messageOf(post: Stored, run: PostTurn): OutgoingRow {
  const { id, connectionId, target, address, body, pictureId, mimeType } = post
  return {
    dedupeKey: postKey(id, run),
    kind: target === 'group' ? 'grupo' : 'status',
    connectionId,
    contactId: null,
    address,
    body,
    media: pictureId && mimeType ? mediaOf(pictureId, mimeType) : null,
    subjectType: 'post',
    subjectId: id,
    notBefore: run.due,
    expiresAt: new Date(run.due.getTime() + LATEST_MINUTES * 60_000),
    priority: PRIORITY.post,
  }
}

function mediaOf(pictureId: string, mimeType: string): OutgoingRow['media'] {
  return { media: 'image', mimeType, source: { pictureId }, fileName: null }
}

/**
 * Updates the queued messages of a saved post to its current form, where they keep their destination; others are
 * evaluated as changed.
 */
export async function renewWaiting(ctx: EmpresaCtx, id: string): Promise<void> {
  const post = await ctx.db.scheduledPost.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: {
      connectionId: true,
      address: true,
      body: true,
      picture: { select: { id: true, mimeType: true } },
    },
  })
  if (!post) return
  const { connectionId, address, body, picture } = post
  await ctx.db.message.updateMany({
    where: {
      ...{ empresaId: ctx.empresaId, subjectType: 'post', subjectId: id, state: 'pendente' },
      ...{ connectionId, address },
    },
    data: {
      body,
      media: (picture && mediaOf(picture.id, picture.mimeType)) ?? Prisma.DbNull,
      updatedAt: ctx.now,
    },
  })
}

/** The first time after now at which a post is due; null when none is planned. */
export async function nextPost(ctx: EmpresaSqlCtx): Promise<Date | null> {
  const { rows } = await ctx.sql.query<Planned>(
    `SELECT ${PLANNED} FROM scheduled_posts AS p WHERE p.empresa_id = $1 AND p.active`,
    [ctx.empresaId],
  )
  const duePosts = rows.flatMap((post) => nextRun(post, ctx.empresa.timezone, ctx.now) ?? [])
  return duePosts.length > 0 ? new Date(Math.min(...duePosts.map((at) => at.getTime()))) : null
}
