/** Maximum depth to which Prisma and the drivers nest one error in others. */
const MAX_DEPTH = 5

/**
 * Every code that a driver's error carries, the outermost first, however Prisma wrapped it: as an error's cause, or as plain
 * fields of one. An AppError states its own meaning, so nothing below it is read.
 */
export function driverCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return []
  if (error instanceof Error && error.name === 'AppError') return []
  const { code, originalCode, cause, meta, driverAdapterError } = error as Record<string, unknown>
  const own = [code, originalCode].filter((value) => typeof value === 'string')
  return [...own, ...[cause, meta, driverAdapterError].flatMap((inner) => driverCodes(inner, depth + 1))]
}
