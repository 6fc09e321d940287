import { IS_PURCHASE } from '~/domains/followups/service/orders-sql'
import type { SubjectCheck } from '~/domains/outbox/subjects'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { segment as segmentSchema, type Segment } from '../schema'
import { standingSql } from './segment-sql'

/** One recipient of a campaign, and when the list was checked. */
export type Listed = { segment: unknown; checkedAt: Date; sourceId: string | null; phoneKey: string | null }

const GONE: SubjectCheck = {
  kind: 'cancel',
  code: 'fora_do_grupo',
  reason: 'A pessoa não está mais no grupo escolhido para esta campanha.',
}
const BOUGHT: SubjectCheck = {
  kind: 'cancel',
  code: 'comprou',
  reason: 'A pessoa comprou depois que a lista foi conferida.',
}

/**
 * Whether a recipient still belongs to the segment at the moment of sending (t-29): the row is checked again with the
 * segment's own conditions, and a recipient who bought since is out where the list waits for a purchase. @returns null
 * while the recipient does. @throws ZodError for a stored segment that can't be read: nothing is sent.
 */
export async function noLongerListed(ctx: EmpresaSqlCtx, listed: Listed): Promise<SubjectCheck | null> {
  const segment = segmentSchema.parse(listed.segment)
  if (waitsForPurchase(segment) && (await boughtSince(ctx, segment, listed))) return BOUGHT
  if (listed.sourceId === null) return null
  const { from, where } = standingSql(ctx.empresaId, segment)
  const { text, values } = Prisma.sql`
    SELECT 1 FROM ${from} WHERE ${Prisma.join(where, ' AND ')} AND id = ${listed.sourceId}::uuid`
  return (await ctx.sql.query({ text, values })).rows.length > 0 ? null : GONE
}

function waitsForPurchase(segment: Segment): boolean {
  switch (segment.of) {
    case 'leads':
      return segment.client !== 'sim'
    case 'carrinhos':
      return segment.status !== 'recuperado'
    case 'clientes':
      return segment.group === 'nenhum'
  }
}

const TABLES: Record<Segment['of'], string> = { leads: 'leads', carrinhos: 'carts', clientes: 'customers' }

async function boughtSince(
  ctx: EmpresaSqlCtx,
  { of }: Segment,
  { checkedAt, sourceId, phoneKey }: Listed,
): Promise<boolean> {
  const since = `o.empresa_id = $1 AND o.placed_at >= $2 AND ${IS_PURCHASE}`
  const { rows } = await ctx.sql.query(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM orders AS o WHERE ${since} AND o.phone_key = $3)
       OR EXISTS (SELECT 1 FROM ${TABLES[of]} AS s JOIN orders AS o ON o.email_key = s.email_key
         WHERE s.empresa_id = $1 AND s.id = $4 AND ${since})`,
    [ctx.empresaId, checkedAt, phoneKey, sourceId],
  )
  return rows.length > 0
}
