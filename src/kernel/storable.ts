import { AppError } from './errors'

/** True for text that PostgreSQL takes: without NUL and without half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Cs}/u.test(text)
}

/**
 * Rejects an input with text that can't be stored, wherever it is. The client decides how deep it nests and how often its
 * parts point at each other, so each part is visited once. @throws AppError BAD_INPUT with its field
 */
export function refuseUnstorable(input: unknown): void {
  const parts = [{ value: input, field: '' }]
  const seen = new Set<object>()
  // The list grows while it is traversed.
  for (const { value, field } of parts) {
    if (typeof value === 'string' && !isStorable(value)) {
      const reason = 'Há um caractere que não pode ser guardado. Apague-o e escreva de novo.'
      throw new AppError('BAD_INPUT', field ? `${field}: ${reason}` : reason, { fields: [{ field, reason }] })
    }
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue
    seen.add(value)
    for (const [name, inner] of Object.entries(value))
      parts.push({ value: inner, field: field ? `${field}.${name}` : name })
  }
}
