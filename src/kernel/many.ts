import { z } from 'zod'

/** More than any filter of the portal offers. */
const MAX_VALUES = 60

/** One value, or several of which any fits. */
export type Many<Value extends string> = Value | readonly Value[]

/** The field of a filter that takes one value or several; rows with any of them are shown. */
export function many<Value extends z.ZodType<string, string>>(value: Value) {
  const several = z.array(value).min(1).max(MAX_VALUES)
  return z.union([value, several], 'Escolha valores que existem aqui.').optional().meta({ many: true })
}

/** True for a field made by `many`. */
export function takesMany(field: unknown): boolean {
  return field instanceof z.ZodType && field.meta()?.['many'] === true
}

/** The values of such a field, each once; none where it isn't filtered by. */
export function valuesOf<Value extends string>(chosen: Many<Value> | undefined): readonly Value[] {
  if (chosen === undefined) return []
  return [...new Set(typeof chosen === 'string' ? [chosen] : chosen)]
}
