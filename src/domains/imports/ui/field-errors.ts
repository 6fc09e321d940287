import { TRPCClientError } from '@trpc/client'
import { messageOf } from '~/wiring/client'

export type FieldErrors = { form: string | null; of: (field: string) => string | null }
export const NO_ERRORS: FieldErrors = { form: null, of: () => null }

/** What the server refused, by field. `shown` are the fields of the form; anything else is said above it. */
export function fieldErrors(error: unknown, shown: readonly string[]): FieldErrors {
  const data: unknown = error instanceof TRPCClientError ? error.data : null
  const fields =
    typeof data === 'object' && data !== null && 'fields' in data && Array.isArray(data.fields)
      ? data.fields
      : []
  const reasons = new Map<string, string>()
  for (const entry of fields as { field: string; reason: string }[]) {
    const name = entry.field.split('.').at(-1) ?? ''
    if (shown.includes(name)) reasons.set(name, entry.reason)
  }
  return { form: reasons.size > 0 ? null : messageOf(error), of: (field) => reasons.get(field) ?? null }
}
