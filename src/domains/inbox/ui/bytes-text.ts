/** A human-readable size: `85 kB`, `2,3 MB`; empty for an unknown one. @param bytes count */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return ''
  if (bytes < 1_000_000) return `${String(Math.max(1, Math.round(bytes / 1000)))} kB`
  return `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`
}
