'use client'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { MenuLabel, MenuRadio } from '~/ui/menu'
import { THEME_COOKIE, type Theme } from '~/ui/theme'
import { remember } from './remember'

const CHOICES = [
  { value: 'system', label: 'Como o sistema', icon: <Monitor size={15} aria-hidden /> },
  { value: 'light', label: 'Claro', icon: <Sun size={15} aria-hidden /> },
  { value: 'dark', label: 'Escuro', icon: <Moon size={15} aria-hidden /> },
] as const

/** Light, dark or as the system, inside a menu; seen at once and kept for the next page. */
export function ThemeChoice({ initial }: { initial: Theme }) {
  const [chosen, setChosen] = useState<Theme>(initial)
  const choose = (theme: Theme) => {
    const { classList } = document.documentElement
    classList.remove('light', 'dark')
    if (theme !== 'system') classList.add(theme)
    remember(THEME_COOKIE, theme)
    setChosen(theme)
  }
  return (
    <>
      <MenuLabel>Tema</MenuLabel>
      <MenuRadio label="Tema" value={chosen} onChange={choose} options={CHOICES} />
    </>
  )
}
