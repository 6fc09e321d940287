'use client'
import { useRef } from 'react'
import { fillMessage } from '~/kernel/message'
import { Field } from '~/ui/field'
import { Textarea } from '~/ui/input'

/** A message with the values that it may name, and how it would arrive. */
export function MessageField({
  label,
  value,
  onChange,
  error,
  samples,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  error: string | null
  samples: Record<string, string>
}) {
  const box = useRef<HTMLTextAreaElement>(null)
  const preview = fillMessage(value, samples)
  const insert = (name: string) => {
    const { selectionStart, selectionEnd } = box.current ?? {
      selectionStart: value.length,
      selectionEnd: value.length,
    }
    onChange(`${value.slice(0, selectionStart)}{${name}}${value.slice(selectionEnd)}`)
    box.current?.focus()
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} error={error} required>
        {(control) => (
          <Textarea
            {...control}
            ref={box}
            rows={3}
            maxLength={1000}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-1.5 text-xs text-faint">
        Incluir
        {Object.keys(samples).map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => insert(name)}
            className="h-7 rounded-md border border-line bg-surface px-2 text-xs text-soft hover:bg-sunken hover:text-ink max-sm:h-11 max-sm:px-3"
          >
            {`{${name}}`}
          </button>
        ))}
      </div>
      {preview === null ? (
        <p className="text-xs text-amber-ink">Há um campo entre chaves que não existe para esta mensagem.</p>
      ) : (
        <p className="w-fit max-w-full rounded-lg rounded-bl-none bg-jade-soft px-3 py-2 text-sm whitespace-pre-wrap text-jade-ink">
          <span className="sr-only">Vai chegar assim: </span>
          {preview}
        </p>
      )}
    </div>
  )
}
