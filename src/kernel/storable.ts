import { AppError } from './errors'

/** True for text that PostgreSQL takes: without NUL and without half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Cs}/u.test(text)
}

/** Refuses an input with text that can't be stored, wherever it stands. @throws AppError BAD_INPUT with its field */
export function refuseUnstorable(input: unknown, path: readonly string[] = []): void {
  if (typeof input === 'string' && !isStorable(input)) {
    const field = path.join('.')
    const reason = 'Há um caractere que não pode ser guardado. Apague-o e escreva de novo.'
    throw new AppError('BAD_INPUT', field ? `${field}: ${reason}` : reason, { fields: [{ field, reason }] })
  }
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input)) return
  for (const [name, inner] of Object.entries(input)) refuseUnstorable(inner, [...path, name])
}
