import { z } from 'zod'

/**
 * The rows that an action is meant for: those of `filter.ids`, or with `all` every row that the filter shows. An action
 * without either is rejected: a forgotten selection must never mean everything.
 */
export function bulkRows<Filter extends z.ZodType<{ ids?: string[] | undefined }>>(filter: Filter) {
  return z.object({ filter, all: z.boolean().default(false) }).refine((rows) => {
    const { filter: chosen, all } = rows as { filter: z.output<Filter>; all: boolean }
    return all || (chosen.ids?.length ?? 0) > 0
  }, 'Escolha as linhas.')
}

/** Result of an action on many rows: how many it changed, and the operation that undoes it (null where nothing changed). */
export const bulkDone = z.object({ operation: z.uuid().nullable(), count: z.number().int() })
