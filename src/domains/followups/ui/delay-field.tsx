'use client'
import { useState } from 'react'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'

const UNITS = [
  { value: '1', label: 'minutos' },
  { value: '60', label: 'horas' },
  { value: '1440', label: 'dias' },
]

/** A delay in minutes, typed in the largest unit that fits. */
export function DelayField({
  label,
  minutes,
  onChange,
  disabled,
}: {
  label: string
  minutes: number
  onChange: (minutes: number) => void
  disabled: boolean
}) {
  const natural = minutes > 0 && minutes % 1440 === 0 ? 1440 : minutes > 0 && minutes % 60 === 0 ? 60 : 1
  const [unit, setUnit] = useState(natural)
  return (
    <span className="flex items-center gap-1.5">
      <Input
        type="number"
        min={0}
        aria-label={`${label}: depois de quanto tempo`}
        disabled={disabled}
        className="!w-18"
        value={Number((minutes / unit).toFixed(2))}
        onChange={(event) => onChange(Math.round(Number(event.target.value) * unit))}
      />
      <Select
        aria-label={`${label}: unidade do tempo`}
        disabled={disabled}
        className="w-28"
        options={UNITS}
        value={String(unit)}
        onChange={(event) => {
          const next = Number(event.target.value)
          onChange(Math.round((minutes / unit) * next))
          setUnit(next)
        }}
      />
    </span>
  )
}
