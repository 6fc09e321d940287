'use client'
import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '~/ui/button'
import { Checkbox } from '~/ui/checkbox'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Radio } from '~/ui/radio'
import { MAX_TIMES, WEEKDAYS } from '../post-texts'

export type When = { times: string[]; weekdays: number[]; onceOn: string | null }
/** The weekdays in local order. */
const FROM_MONDAY = [1, 2, 3, 4, 5, 6, 0]

/** On which days and at what times of the empresa a post goes out: every week, or on one day. */
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
  const toggleDay = (day: number, on: boolean) =>
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
              onChange={(event) => toggleDay(day, event.target.checked)}
            />
          ))}
        </div>
      )}
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
      <PostTimes times={value.times} onChange={(times) => onChange({ times })} />
    </fieldset>
  )
}

/** The hours of a day: one, and as many more as the user adds. */
function PostTimes({ times, onChange }: { times: string[]; onChange: (times: string[]) => void }) {
  return (
    <div className="flex flex-col gap-2">
      {times.map((time, n) => (
        <div key={n} className="flex items-end gap-2">
          <Field label={n === 0 ? 'Hora' : `${String(n + 1)}ª hora`} className="w-full max-w-40" required>
            {(control) => (
              <Input
                {...control}
                type="time"
                value={time}
                onChange={(event) => onChange(times.map((one, m) => (m === n ? event.target.value : one)))}
              />
            )}
          </Field>
          {times.length > 1 ? (
            <IconButton
              label={`Tirar a ${String(n + 1)}ª hora`}
              onClick={() => onChange(times.filter((_, m) => m !== n))}
            >
              <Trash2 size={16} aria-hidden />
            </IconButton>
          ) : null}
        </div>
      ))}
      {times.length < MAX_TIMES ? (
        <Button
          size="sm"
          className="self-start"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => onChange([...times, laterThan(times.at(-1))])}
        >
          Mais uma hora
        </Button>
      ) : null}
      <p className="text-xs text-faint">No horário da sua empresa. Em cada hora ela sai uma vez por dia.</p>
    </div>
  )
}

/** A default for the next hour: four hours after the last one, as long as that is the same day. */
function laterThan(last = ''): string {
  const [hour = 10, minute = 0] = last.split(':').map(Number)
  return hour + 4 < 24 ? `${pad(hour + 4)}:${pad(minute)}` : '23:00'
}

const pad = (value: number) => String(value).padStart(2, '0')
