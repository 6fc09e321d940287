'use client'
import { Fragment, useState, type ReactNode } from 'react'
import { useList } from './list-context'

/** The rows in sight, each as the server rendered it last; one that left the page stays as it was. */
export function HeldRows({ rows }: { rows: Readonly<Record<string, ReactNode>> }) {
  const { pageIds } = useList()
  const [known, setKnown] = useState({ latest: rows, all: rows })
  if (known.latest !== rows) {
    const kept = pageIds.flatMap((id) => (id in known.all ? [[id, known.all[id]] as const] : []))
    setKnown({ latest: rows, all: { ...Object.fromEntries(kept), ...rows } })
  }
  return pageIds.map((id) => <Fragment key={id}>{known.all[id]}</Fragment>)
}

/** A row's frame, which knows whether the list still has the row. */
export function HeldRow({
  id,
  href,
  className,
  children,
}: {
  id: string
  href: string | undefined
  className: string
  children: ReactNode
}) {
  const gone = useList().gone.includes(id)
  return (
    <tr
      data-row={id}
      data-href={href}
      data-gone={gone || undefined}
      title={gone ? 'Saiu desta lista' : undefined}
      tabIndex={-1}
      className={className}
    >
      {children}
    </tr>
  )
}
