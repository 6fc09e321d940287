'use client'
import { useRouter } from 'next/navigation'
import { Select } from '~/ui/select'

/** Only the conversations of one of the shop's numbers. */
export function ConnectionChoice({
  value,
  connections,
}: {
  value: string
  connections: readonly { value: string; label: string; href: string }[]
}) {
  const router = useRouter()
  return (
    <Select
      aria-label="Conversas de qual número"
      value={value}
      options={connections}
      onChange={(event) => {
        const next = connections.find((one) => one.value === event.target.value)
        if (next) router.push(next.href)
      }}
    />
  )
}
