import { z } from 'zod'
import { plural } from './plural'

/** Rows counted at most before a list says "mais de 10.000". */
export const COUNT_LIMIT = 10_000

/** Where a page begins and how long it is. `cursor` is opaque: it comes from an earlier page. */
export const pageInput = z.object({
  cursor: z.string().max(400, 'Endereço de página inválido.').optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type PageInput = z.infer<typeof pageInput>

/** A page of `row`, with the cursors of its neighbours (null: there is none). */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({ rows: z.array(row), next: z.string().nullable(), previous: z.string().nullable() })
}
export type Page<Row> = { rows: Row[]; next: string | null; previous: string | null }

/** A count that stops at COUNT_LIMIT, so that it costs the same in any empresa. */
export const boundedCount = z.object({ count: z.number().int(), more: z.boolean() })
export type BoundedCount = z.infer<typeof boundedCount>

/** `1 carrinho`, `312 carrinhos`, `mais de 10.000 carrinhos`. */
export function formatCount({ count, more }: BoundedCount, one: string, many: string): string {
  return more ? `mais de ${plural(count, many, many)}` : plural(count, one, many)
}
