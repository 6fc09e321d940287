import { z } from 'zod'
import { defineSubject, type Asked, type SubjectCheck } from '~/domains/outbox/subjects'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { PAUSED, valuesOf } from './rules'
import { noLongerListed, type Listed } from './service/still-wanted'

/** How soon a message of a paused campaign is evaluated again: resuming wakes it anyway. */
const ASK_AGAIN_MINUTES = 10

async function check(ctx: EmpresaSqlCtx, asked: Asked): Promise<SubjectCheck> {
  const { rows } = await ctx.sql.query<{ status: string; refusal: string | null; kind: string } & Listed>(
    `SELECT c.status, r.refusal, c.source->>'kind' AS kind, c.source->'segment' AS segment, c.created_at AS "checkedAt",
       r.source_id AS "sourceId", r.phone_key AS "phoneKey"
     FROM campaigns AS c JOIN campaign_recipients AS r ON r.empresa_id = $1 AND r.campaign_id = c.id
     WHERE c.empresa_id = $1 AND c.id = $2 AND r.id = $3`,
    [ctx.empresaId, asked.subjectId, asked.ruleId],
  )
  const [row] = rows
  if (!row) return { kind: 'cancel', code: 'sumiu', reason: 'A campanha desta mensagem não existe mais.' }
  if (row.refusal !== null) return { kind: 'cancel', code: 'recusada', reason: row.refusal }
  // Closed because nothing was pending: a manual retry belongs to it all the same.
  if (row.status === 'enviando' || row.status === 'concluida')
    return (row.kind === 'segmento' ? await noLongerListed(ctx, row) : null) ?? { kind: 'ok' }
  if (row.status !== 'pausada')
    return { kind: 'cancel', code: 'campanha_cancelada', reason: 'A campanha foi cancelada.' }
  const until = new Date(ctx.now.getTime() + ASK_AGAIN_MINUTES * 60_000)
  return { kind: 'defer', code: PAUSED, reason: 'A campanha está pausada.', until }
}

const recipient = z.object({ name: z.string().nullable(), values: z.record(z.string(), z.string()) })

/**
 * Campaigns: they may be paused or cancelled, and their recipients may leave the segment, up to the moment of sending.
 */
export const campaignSubject = defineSubject({
  type: 'campaign',
  check,
  variables: async (ctx, asked) => {
    const { rows } = await ctx.sql.query(
      'SELECT name, values FROM campaign_recipients WHERE empresa_id = $1 AND campaign_id = $2 AND id = $3',
      [ctx.empresaId, asked.subjectId, asked.ruleId],
    )
    return valuesOf(recipient.parse(rows[0]))
  },
})

/** Scheduled posts: switched off, deleted or changed since they were queued, they don't leave. */
export const postSubject = defineSubject({
  type: 'post',
  check: async (ctx, asked) => {
    // The key of a post's message ends with its day and its hour.
    const { rows } = await ctx.sql.query<{ active: boolean; same: boolean }>(
      `SELECT p.active, m.media->'source'->>'pictureId' IS NOT DISTINCT FROM p.picture_id::text AND coalesce(m.body, '') = p.body
         AND m.address = p.address AND m.connection_id = p.connection_id AND right(m.dedupe_key, 5) = ANY (p.times)
         AND CASE WHEN p.once_on IS NULL THEN extract(dow FROM d.day)::int = ANY (p.weekdays) ELSE p.once_on = d.day END AS same
       FROM scheduled_posts AS p JOIN messages AS m ON m.empresa_id = p.empresa_id AND m.id = $3
         CROSS JOIN LATERAL (SELECT left(right(m.dedupe_key, 16), 10)::date AS day) AS d
       WHERE p.empresa_id = $1 AND p.id = $2`,
      [ctx.empresaId, asked.subjectId, asked.messageId],
    )
    if (!rows[0]?.active)
      return { kind: 'cancel', code: 'desligada', reason: 'Esta publicação foi pausada ou apagada.' }
    if (rows[0].same) return { kind: 'ok' }
    return { kind: 'cancel', code: 'mudou', reason: 'Esta publicação mudou antes do envio.' }
  },
  variables: () => Promise.resolve({}),
})
