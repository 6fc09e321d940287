'use client'
import { useEffect, useRef, type ReactNode } from 'react'

/** The scroll container of a conversation's messages: it scrolls to its end whenever another message is the newest. */
export function NewestInSight({
  newest,
  label,
  children,
}: {
  /** Id of the newest message. */
  newest: string | undefined
  label: string
  children: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [newest])
  return (
    <div
      ref={box}
      role="region"
      aria-label={label}
      tabIndex={0}
      className="relative flex min-h-36 flex-1 md:min-h-60 flex-col gap-1.5 overflow-y-auto bg-sunken/60 p-4 -outline-offset-2"
    >
      {children}
    </div>
  )
}
