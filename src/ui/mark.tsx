/** The mark: an arrow that leaves, comes back and draws an R. Decorative unless `title` is given. */
export function Mark({ size = 24, title }: { size?: number; title?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      role={title ? 'img' : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
      className="shrink-0"
    >
      <rect width="32" height="32" rx="8" fill="var(--jade)" />
      <g stroke="var(--on-jade)" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        <path d="M10 25.5V7.5H17.5A5.25 5.25 0 0 1 17.5 18H14" />
        <path d="M17.5 14.5 14 18l9 7.5" />
      </g>
    </svg>
  )
}

/** Mark and name together, for headers and the sign-in page. */
export function Wordmark({ size = 24 }: { size?: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      <Mark size={size} />
      <span className="text-lg font-semibold tracking-tight text-ink">Retoma</span>
    </span>
  )
}
