/** The deepest that Prisma and the drivers wrap one error in others. */
const MAX_DEPTH = 5

/**
 * Every code that a driver's error carries, the outermost first, however Prisma wrapped it: as an error's cause, or as plain
 * fields of one. What is an error of ours says itself what it means, so nothing is looked for below it.
 */
export function driverCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return []
  if (error instanceof Error && error.name === 'AppError') return []
  const { code, originalCode, cause, meta, driverAdapterError } = error as Record<string, unknown>
  const own = [code, originalCode].filter((value) => typeof value === 'string')
  return [...own, ...[cause, meta, driverAdapterError].flatMap((inner) => driverCodes(inner, depth + 1))]
}
