'use client'
import { clsx } from 'clsx'
import { Ellipsis } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Sheet } from '~/ui/dialog'
import type { NavGroup } from './types'

/** The pages that don't fit in the phone's bottom bar. */
export function MoreButton({ groups }: { groups: readonly NavGroup[] }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className={clsx(
          'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-2xs font-medium -outline-offset-2',
          open ? 'text-jade-ink' : 'text-soft',
        )}
      >
        <Ellipsis size={20} aria-hidden />
        Mais
      </button>
      {open ? (
        <Sheet open onOpenChange={setOpen} title="Menu">
          {groups.map((group) => (
            <div key={group.label ?? ''} className="mb-4">
              {group.label ? <p className="px-1 pb-1 text-xs text-faint">{group.label}</p> : null}
              {group.items.map((item) => (
                <Link
                  key={item.href}
                  href={item.href}
                  onClick={() => setOpen(false)}
                  className="flex h-12 items-center gap-3 rounded-md px-1 text-base hover:bg-sunken [&_svg]:text-faint"
                >
                  {item.icon}
                  {item.label}
                </Link>
              ))}
            </div>
          ))}
        </Sheet>
      ) : null}
    </>
  )
}
