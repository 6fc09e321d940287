import { clsx } from 'clsx'

/** First letters of a name: at most two, where there is no picture. */
export function initials(name: string): string {
  // `(teste)` and `🌸` are no words to take a letter from.
  const words = name.split(/\s+/).flatMap((word) => word.match(/[\p{L}\p{N}].*/u)?.[0] ?? [])
  const first = words[0]?.charAt(0) ?? '?'
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : ''
  return `${first}${last}`.toUpperCase()
}

/** A user or an empresa by initials; the name itself must stand beside it or in a label. */
export function Avatar({
  name,
  square = false,
  size = 28,
}: {
  name: string
  square?: boolean
  size?: 24 | 28 | 36
}) {
  return (
    <span
      aria-hidden
      className={clsx(
        'inline-grid shrink-0 place-items-center bg-jade-soft font-semibold text-jade-ink',
        square ? 'rounded-md' : 'rounded-full',
        { 24: 'size-6 text-2xs', 28: 'size-7 text-2xs', 36: 'size-9 text-xs' }[size],
      )}
    >
      {initials(name)}
    </span>
  )
}
