'use client'
import { Checkbox } from '~/ui/checkbox'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Radio } from '~/ui/radio'
import { WEEKDAYS } from '../post-texts'

export type When = { at: string; weekdays: number[]; onceOn: string | null }
/** A week as people here read it. */
const FROM_MONDAY = [1, 2, 3, 4, 5, 6, 0]

/** On which days and at what time of the empresa a post goes out: every week, or on one day. */
export function PostWhenFields({
  value,
  onChange,
  today,
}: {
  value: When
  onChange: (change: Partial<When>) => void
  /** Local day, `AAAA-MM-DD`. */
  today: string
}) {
  const once = value.onceOn !== null
  const turn = (day: number, on: boolean) =>
    onChange({ weekdays: on ? [...value.weekdays, day].sort() : value.weekdays.filter((one) => one !== day) })
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-sm font-medium">Quando</legend>
      <div className="flex flex-wrap gap-x-5">
        <Radio name="when" label="Toda semana" checked={!once} onChange={() => onChange({ onceOn: null })} />
        <Radio name="when" label="Uma vez só" checked={once} onChange={() => onChange({ onceOn: today })} />
      </div>
      {once ? null : (
        <div role="group" aria-label="Dias da semana" className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {FROM_MONDAY.map((day) => (
            <Checkbox
              key={day}
              label={WEEKDAYS[day]}
              checked={value.weekdays.includes(day)}
              onChange={(event) => turn(day, event.target.checked)}
            />
          ))}
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {once ? (
          <Field label="Dia" required>
            {(control) => (
              <Input
                {...control}
                type="date"
                min={today}
                value={value.onceOn ?? ''}
                onChange={(event) => onChange({ onceOn: event.target.value })}
              />
            )}
          </Field>
        ) : null}
        <Field label="Hora" hint="No horário da sua empresa" required>
          {(control) => (
            <Input
              {...control}
              type="time"
              value={value.at}
              onChange={(event) => onChange({ at: event.target.value })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  )
}
