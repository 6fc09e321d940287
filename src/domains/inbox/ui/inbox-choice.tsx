'use client'
import { useRouter } from 'next/navigation'
import { Select } from '~/ui/select'

/** One filter of the inbox, each choice an address of its own. `label`: the current choice. */
export function InboxChoice({
  label,
  value,
  options,
}: {
  label: string
  value: string
  options: readonly { value: string; label: string; href: string }[]
}) {
  const router = useRouter()
  return (
    <Select
      aria-label={label}
      value={value}
      options={options}
      onChange={(event) => {
        const next = options.find((one) => one.value === event.target.value)
        if (next) router.push(next.href)
      }}
    />
  )
}
