import { fieldErrors as rejectedFields, messageOf } from '~/wiring/client'

export type FieldErrors = { form: string | null; of: (field: string) => string | null }
export const NO_ERRORS: FieldErrors = { form: null, of: () => null }

/** What the server rejected, by field. `shown` are the fields of the form; anything else is said above it. */
export function fieldErrors(error: unknown, shown: readonly string[]): FieldErrors {
  const reasons = new Map<string, string>()
  for (const [path, reason] of Object.entries(rejectedFields(error))) {
    const name = path.split('.').at(-1) ?? ''
    if (shown.includes(name)) reasons.set(name, reason)
  }
  return { form: reasons.size > 0 ? null : messageOf(error), of: (field) => reasons.get(field) ?? null }
}
