import { clsx } from 'clsx'

/**
 * How far something is, in numbers and as a bar. `total` null: the end isn't known yet, so no bar is shown.
 * `detail` is free text at the right: "1.240 linhas/s · falta 1 min"; `words` stand there in place of the numbers.
 */
export function Progress({
  label,
  done,
  total,
  detail,
  words,
  tone = 'jade',
}: {
  label: string
  done: number
  total: number | null
  detail?: string
  words?: string
  tone?: 'jade' | 'amber' | 'red'
}) {
  const share = total ? Math.min(1, done / total) : null
  const counted =
    total === null
      ? done.toLocaleString('pt-BR')
      : `${done.toLocaleString('pt-BR')} de ${total.toLocaleString('pt-BR')}`
  const numbers = words ?? counted
  const fill = { jade: 'bg-jade', amber: 'bg-amber', red: 'bg-red' }[tone]
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium text-ink">{label}</span>
        <span className="text-xs text-soft tabular-nums">
          {numbers}
          {share === null || words ? '' : ` · ${Math.floor(share * 100).toString()}%`}
          {detail ? ` · ${detail}` : ''}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={total === null ? undefined : done}
        aria-valuetext={numbers}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={clsx(
            'h-full rounded-full transition-[width] duration-200',
            fill,
            share === null && 'w-1/4 animate-breathe',
          )}
          style={share === null ? undefined : { width: `${(share * 100).toFixed(2)}%` }}
        />
      </div>
    </div>
  )
}
