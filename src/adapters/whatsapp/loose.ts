import type { z } from 'zod'

/** Reads answers whose shape differs by engine and version: wrong or missing is null, never an exception. */

export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, name) =>
      inside !== null && typeof inside === 'object' ? (inside as Record<string, unknown>)[name] : undefined,
    value,
  )
}

/** Non-empty text at a path, null otherwise. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | null {
  const found = field(value, ...path)
  return typeof found === 'string' && found !== '' ? found : null
}

export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return value !== null && typeof value === 'object' ? Object.values(value) : []
}

/** An id as text, or as the object that browser engines give (`_serialized`). */
export function idAt(value: unknown, ...path: readonly (string | number)[]): string | null {
  return textAt(value, ...path) ?? textAt(value, ...path, '_serialized')
}

/** The items that match `shape`. The others are reported in `problems` and don't block the rest. */
export function readable<T>(
  shape: z.ZodType<T>,
  items: readonly unknown[] | null | undefined,
  what: string,
  problems: string[],
): T[] {
  return (items ?? []).flatMap((item) => {
    const read = shape.safeParse(item)
    if (read.success) return [read.data]
    problems.push(`${what}: ${read.error.issues.map((issue) => issue.path.join('.')).join(', ')}`)
    return []
  })
}
