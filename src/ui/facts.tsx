import type { ReactNode } from 'react'

export type Fact = { label: string; value: ReactNode }

/** Names and values of one thing, as a list that screen readers pair; empty values are left out. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
      {items
        .filter(({ value }) => value !== null && value !== undefined && value !== '')
        .map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-faint">{label}</dt>
            <dd className="min-w-0 break-words text-ink max-sm:[&_a]:inline-block max-sm:[&_a]:-mx-3 max-sm:[&_a]:px-3 max-sm:[&_a]:-my-1.5 max-sm:[&_a]:py-2.5 [&_button]:text-left max-sm:[&_button]:-my-1.5 max-sm:[&_button]:min-h-10 [&_button>span]:break-all [&_button>span]:whitespace-normal">
              {value}
            </dd>
          </div>
        ))}
    </dl>
  )
}
