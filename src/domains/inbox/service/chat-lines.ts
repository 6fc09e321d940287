import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { ChatLine } from '../schema'

/** SQL: the newest reaction of each side on message `m`, unless it was removed. */
export const REACTIONS = Prisma.sql`coalesce((SELECT jsonb_agg(jsonb_build_object('emoji', r.text, 'mine', r.direction = 'out'))
  FROM (SELECT DISTINCT ON (e.direction) e.direction, e.text FROM chat_events AS e
    WHERE e.empresa_id = m.empresa_id AND e.connection_id = m.connection_id AND e.target = m.provider_message_id AND e.kind = 'reacao'
    ORDER BY e.direction, e.at DESC, e.created_at DESC) AS r WHERE r.text IS NOT NULL), '[]'::jsonb)`

/** Notices for messages that no provider can read. */
const UNREADABLE = ['ciphertext', 'unsupported', 'unknown']

type Row = { id: string; at: Date; kind: string; direction: string; name: string | null }

/**
 * Calls of a conversation, and messages that only the phone can show, the newest first. One whose text arrived later is
 * a message by now.
 */
export async function chatLines(ctx: EmpresaCtx, conversationId: string): Promise<ChatLine[]> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT e.id, e.at, e.kind, e.direction, e.name FROM conversations AS v
    JOIN chat_events AS e ON e.empresa_id = v.empresa_id AND e.contact_id = v.contact_id AND e.connection_id = v.connection_id
    WHERE v.empresa_id = ${ctx.empresaId}::uuid AND v.id = ${conversationId}::uuid
      AND (e.kind = 'ligacao' OR (e.kind = 'aviso' AND e.direction = 'in' AND split_part(e.name, ' ', 1) = ANY (${UNREADABLE})
        AND NOT EXISTS (SELECT FROM messages AS m WHERE m.empresa_id = e.empresa_id AND m.connection_id = e.connection_id
          AND m.direction = 'in' AND m.provider_message_id = e.target)))
    ORDER BY e.at DESC, e.id DESC LIMIT 100`
  return rows.map(({ id, at, ...row }) => ({ id, at, text: lineOf(row) }))
}

function lineOf({ kind, direction, name }: Omit<Row, 'id' | 'at'>): string {
  if (kind !== 'ligacao') return 'O cliente mandou algo que só o celular mostra'
  const call = name?.startsWith('video') ? 'Ligação de vídeo' : 'Ligação'
  if (direction === 'out') return `${call} feita pelo celular da loja`
  return /miss|timeout|reject/i.test(name ?? '') ? `${call} perdida do cliente` : `${call} do cliente`
}
