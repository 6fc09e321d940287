'use client'
import { clsx } from 'clsx'
import { Ellipsis } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { IconButton } from '~/ui/button'

/**
 * The actions of a conversation: all in its header on a desktop, folded away on a phone, where messages need the space.
 */
export function ActionsFold({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton
        label="Ações da conversa"
        aria-expanded={open}
        className="md:hidden"
        onClick={() => setOpen(!open)}
      >
        <Ellipsis size={18} aria-hidden />
      </IconButton>
      <div
        className={clsx(
          'flex flex-wrap items-center gap-x-3 gap-y-2 max-md:w-full md:contents',
          !open && 'max-md:hidden',
        )}
      >
        {children}
      </div>
    </>
  )
}
