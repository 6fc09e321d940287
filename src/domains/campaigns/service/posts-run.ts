import { PRIORITY } from '~/domains/messaging/kinds'
import { writeDecisions } from '~/domains/messaging/service/decisions'
import { queueMessages, type OutgoingRow } from '~/domains/messaging/service/queue'
import { notify } from '~/domains/empresas/service/notifications'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { LATEST_MINUTES, nextTurn, postKey, postTurn, type Planned } from '../post-rules'

type Stored = {
  id: string
  connectionId: string
  target: 'group' | 'status'
  address: string
  body: string
  pictureId: string | null
  mimeType: string | null
  at: string
  weekdays: number[]
  onceOn: string | null
  lastDay: string | null
}

/** Queues the posts whose time has come, each once a day (t-40). @returns how many. */
export async function runPosts(ctx: EmpresaSqlCtx): Promise<number> {
  const { rows } = await ctx.sql.query<Stored>(
    `SELECT p.id, p.connection_id AS "connectionId", p.target, p.address, p.body, p.picture_id AS "pictureId", i.mime_type AS "mimeType",
       p.at, p.weekdays, p.once_on::text AS "onceOn", p.last_day::text AS "lastDay"
     FROM scheduled_posts AS p LEFT JOIN pictures AS i ON i.empresa_id = p.empresa_id AND i.id = p.picture_id
     WHERE p.empresa_id = $1 AND p.active ORDER BY p.id FOR UPDATE OF p SKIP LOCKED`,
    [ctx.empresaId],
  )
  const turns = rows.flatMap((post) => {
    const turn = postTurn(post, ctx.empresa.timezone, ctx.now)
    return turn.kind === 'wait' ? [] : [{ post, ...turn }]
  })
  const queued = await queueMessages(
    ctx,
    turns.flatMap(({ kind, post, day, due }) => (kind === 'late' ? [] : messageOf(post, day, due))),
  )
  await writeDecisions(
    ctx,
    turns.flatMap(({ kind, post, day }) =>
      kind === 'post'
        ? []
        : {
            key: postKey(post.id, day),
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
  for (const { post, day, kind } of turns) {
    if (kind === 'late')
      await notify(ctx, {
        kind: 'post.late',
        title: 'Uma publicação não saiu',
        body: `A hora dela (${post.at}) passou enquanto nada podia ser enviado.`,
        href: `publicacoes/${post.id}`,
        dedupeKey: postKey(post.id, day),
      })
    await ctx.sql.query('UPDATE scheduled_posts SET last_day = $3 WHERE empresa_id = $1 AND id = $2', [
      ctx.empresaId,
      post.id,
      day,
    ])
  }
  return queued.length
}

function messageOf(post: Stored, day: string, due: Date): OutgoingRow {
  const { id, connectionId, target, address, body, pictureId, mimeType } = post
  return {
    dedupeKey: postKey(id, day),
    kind: target === 'group' ? 'grupo' : 'status',
    connectionId,
    contactId: null,
    address,
    body,
    media: pictureId && mimeType ? { media: 'image', mimeType, source: { pictureId }, fileName: null } : null,
    subjectType: 'post',
    subjectId: id,
    notBefore: due,
    expiresAt: new Date(due.getTime() + LATEST_MINUTES * 60_000),
    priority: PRIORITY.post,
  }
}

/** The first instant after now at which a post is due; null when none is planned. */
export async function nextPost(ctx: EmpresaSqlCtx): Promise<Date | null> {
  const { rows } = await ctx.sql.query<Planned>(
    `SELECT at, weekdays, once_on::text AS "onceOn", last_day::text AS "lastDay"
     FROM scheduled_posts WHERE empresa_id = $1 AND active`,
    [ctx.empresaId],
  )
  const turns = rows.flatMap((post) => nextTurn(post, ctx.empresa.timezone, ctx.now) ?? [])
  return turns.length > 0 ? new Date(Math.min(...turns.map((at) => at.getTime()))) : null
}
