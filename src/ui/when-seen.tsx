'use client'
import { clsx } from 'clsx'
import { useEffect, useRef, useState, type ReactNode } from 'react'

/** Renders its child, and so loads the child's code, when it comes near the screen. The height is kept free. */
export function WhenSeen({ className, children }: { className: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!box.current) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true),
      { rootMargin: '160px' },
    )
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className={clsx('w-full min-w-0', className)}>
      {seen ? children : null}
    </div>
  )
}
