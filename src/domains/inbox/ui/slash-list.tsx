import { clsx } from 'clsx'
import type { Choice } from './slash'

/** The texts that `/` offers, above the reply; the reply keeps the focus. */
export function SlashList({
  id,
  choices,
  current,
  onChoose,
}: {
  id: string
  choices: readonly Choice[]
  /** Index of the choice that Enter takes. */
  current: number
  onChoose: (choice: Choice) => void
}) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Textos prontos"
      className="absolute inset-x-3 bottom-full z-10 mb-1 max-h-72 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-floating"
    >
      {choices.map((choice, n) => (
        <button
          key={choice.id}
          type="button"
          tabIndex={-1}
          id={`${id}-${String(n)}`}
          role="option"
          aria-selected={n === current}
          // A press here must not take the focus from the reply.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
          className={clsx(
            'block w-full cursor-pointer rounded-md px-2 py-1.5 text-left text-sm max-sm:py-3',
            n === current ? 'bg-sunken' : 'hover:bg-sunken/60',
          )}
        >
          <span className="font-medium text-ink">{choice.label}</span>
          <span className="ml-2 text-xs text-soft">
            {choice.missing.length > 0
              ? `falta ${choice.missing.map((name) => `{${name}}`).join(', ')}`
              : choice.kind === 'template'
                ? 'modelo'
                : null}
          </span>
          <span className="block truncate text-xs text-soft">{choice.text}</span>
        </button>
      ))}
    </div>
  )
}
