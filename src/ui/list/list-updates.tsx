'use client'
import { ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { useList } from './list-context'

/** Says over the rows how many came since, and shows them when it is pressed; it takes no space of its own. */
export function ListUpdates() {
  const { news, showUpdates } = useList()
  const place = useRef<HTMLDivElement>(null)
  const show = () => {
    showUpdates()
    const top = place.current?.parentElement
    if (top && top.getBoundingClientRect().top < 0) top.scrollIntoView({ block: 'start' })
  }
  return (
    <div
      ref={place}
      role="status"
      className="pointer-events-none sticky top-16 z-20 flex h-0 max-md:top-20 justify-center"
    >
      {news === null ? null : (
        <button
          type="button"
          data-list-news
          onClick={show}
          className="pointer-events-auto relative mt-1 inline-flex h-8 items-center gap-1.5 self-start rounded-full bg-jade px-3.5 text-xs font-medium whitespace-nowrap text-on-jade shadow-raised hover:bg-jade-strong after:absolute after:-inset-2 max-md:-mt-5"
        >
          <ArrowUp size={14} aria-hidden />
          {news}
          <span className="sr-only">: mostrar</span>
        </button>
      )}
    </div>
  )
}
