import { z } from 'zod'

const MAX_NAME = 40
/** The address of a list below its empresa's: "carrinhos", or the recipients of one campaign. */
const listName = z
  .string()
  .max(80)
  .regex(/^[a-z]+(\/[0-9a-f-]{36})?$/, 'Esta lista não existe.')

/** The list's parameters as a query string; where one stood in its pages is no part of a view. */
const viewQuery = z
  .string()
  .max(4000, 'Esta vista tem filtros demais para ser salva.')
  .transform((text) => {
    const query = new URLSearchParams(text)
    query.delete('cursor')
    return query.toString()
  })
const viewName = z
  .string()
  .trim()
  .min(1, 'Dê um nome à vista.')
  .max(MAX_NAME, `Use até ${MAX_NAME.toString()} caracteres.`)

export const viewRef = z.object({ id: z.uuid('Vista desconhecida.') })
export const saveViewInput = z.object({
  list: listName,
  name: viewName,
  query: viewQuery,
  /** For the team, not only for the author. */
  shared: z.boolean().default(false),
})
export type SaveView = z.output<typeof saveViewInput>
export const changeViewInput = viewRef.extend({ name: viewName.optional(), shared: z.boolean().optional() })
export type ChangeView = z.output<typeof changeViewInput>

const savedView = z.object({
  id: z.uuid(),
  list: z.string(),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  /** Whether the current user may rename and delete it. */
  mayChange: z.boolean(),
})
export const savedViews = z.array(savedView)
export type SavedView = z.infer<typeof savedView>
