'use client'
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '~/ui/button'
import { remember } from './remember'
import { SIDEBAR_COOKIE } from './types'

/** Makes the sidebar narrow or wide; the layout follows an attribute, so nothing re-renders. */
export function CollapseButton({ collapsed: initial }: { collapsed: boolean }) {
  const [collapsed, setCollapsed] = useState(initial)
  const toggle = () => {
    const next = !collapsed
    setCollapsed(next)
    document.querySelector('[data-frame]')?.setAttribute('data-collapsed', String(next))
    remember(SIDEBAR_COOKIE, next ? 'collapsed' : 'open')
  }
  return (
    <IconButton
      label={collapsed ? 'Abrir o menu' : 'Encolher o menu'}
      onClick={toggle}
      className="max-lg:hidden"
    >
      {collapsed ? <PanelLeftOpen size={17} aria-hidden /> : <PanelLeftClose size={17} aria-hidden />}
    </IconButton>
  )
}
