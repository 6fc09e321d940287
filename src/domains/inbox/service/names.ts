import { searchText } from '~/kernel/search-text'
import { firstName } from '~/kernel/message'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

/** How many of the latest messages of a conversation are searched for greeted names. */
const LATEST = 50

type Named = { id: string; name: string | null }

/**
 * Names each conversation by all contacts behind it. A message greets by the name of its cart, order, lead or line,
 * since that contact gave this phone with it; where the phone's customer has another name, the reader is unknown, so
 * the conversation bears both names: `Érica Pereira (Patrícia)`.
 */
export async function withEverybody<Row extends Named>(
  ctx: EmpresaCtx,
  conversations: readonly Row[],
): Promise<Row[]> {
  const rows = await ctx.db.$queryRaw<{ id: string; name: string }[]>`
    SELECT v.id::text, coalesce(k.name, o.name, l.name, r.name) AS name
    FROM unnest(${conversations.map(({ id }) => id)}::uuid[]) AS v (id)
    CROSS JOIN LATERAL (SELECT direction, subject_type, subject_id, rule_id, created_at FROM messages
      WHERE empresa_id = ${ctx.empresaId}::uuid AND conversation_id = v.id
      ORDER BY created_at DESC, id DESC LIMIT ${LATEST}) AS m
    LEFT JOIN carts AS k ON m.subject_type = 'cart' AND k.empresa_id = ${ctx.empresaId}::uuid AND k.id = m.subject_id
    LEFT JOIN orders AS o ON m.subject_type = 'order' AND o.empresa_id = ${ctx.empresaId}::uuid AND o.id = m.subject_id
    LEFT JOIN leads AS l ON m.subject_type = 'lead' AND l.empresa_id = ${ctx.empresaId}::uuid AND l.id = m.subject_id
    LEFT JOIN campaign_recipients AS r ON m.subject_type = 'campaign' AND r.empresa_id = ${ctx.empresaId}::uuid AND r.id = m.rule_id
    WHERE m.direction = 'out' AND coalesce(k.name, o.name, l.name, r.name) IS NOT NULL ORDER BY v.id, m.created_at DESC`
  return conversations.map((conversation) => {
    const greeted = rows.filter(({ id }) => id === conversation.id).map(({ name }) => name)
    return { ...conversation, name: everybody(conversation.name, greeted) }
  })
}

/** One name for a conversation: its own, and in brackets the first names of other contacts that it greeted. */
export function everybody(name: string | null, greeted: readonly string[]): string | null {
  const known = new Set([searchText(firstName(name))])
  const others: string[] = []
  for (const one of greeted.flatMap((full) => firstName(full) ?? [])) {
    if (!known.has(searchText(one))) others.push(one)
    known.add(searchText(one))
  }
  if (others.length === 0) return name
  return name === null ? others.join(', ') : `${name} (${others.join(', ')})`
}
