import { Prisma } from '~/generated/prisma/client'
import { AppError } from '~/kernel/errors'
import { keysetPage, type ListQuery } from '~/kernel/keyset'
import type { PageInput } from '~/kernel/paging'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { postTurnRow } from '../posts-schema'

/** The runs of a post, sent or missed with the reason; newest first. @throws AppError NOT_FOUND. */
export async function listPostRuns(ctx: EmpresaCtx, { id, ...page }: { id: string } & PageInput) {
  const known = await ctx.db.scheduledPost.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { id: true },
  })
  if (!known) throw new AppError('NOT_FOUND', 'Publicação não encontrada.')
  const list: ListQuery = {
    select: Prisma.sql`h.id, h.at, h.state, h.reason, h.body, h."hasPicture"`,
    from: Prisma.sql`(
      SELECT m.id, coalesce(m.sent_at, m.accepted_at, m.not_before) AS at, m.state, m.state_reason AS reason, m.body,
        m.media IS NOT NULL AS "hasPicture"
      FROM messages AS m WHERE m.empresa_id = ${ctx.empresaId}::uuid AND m.subject_type = 'post' AND m.subject_id = ${id}::uuid
      UNION ALL
      SELECT d.id, d.at, NULL, d.reason, NULL, false FROM send_decisions AS d
      WHERE d.empresa_id = ${ctx.empresaId}::uuid AND d.subject_type = 'post' AND d.subject_id = ${id}::uuid AND d.code = 'atrasada'
    ) AS h`,
    where: [Prisma.sql`true`],
    id: Prisma.sql`h.id`,
  }
  const sort = { column: Prisma.sql`h.at`, type: 'timestamptz', descending: true } as const
  return keysetPage(ctx.db, postTurnRow, list, sort, '-data', page)
}
