'use client'
import { clsx } from 'clsx'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { THEME_COOKIE, type Theme } from '~/ui/theme'
import { remember } from './remember'

const CHOICES = [
  { theme: 'system', label: 'Como o sistema', Icon: Monitor },
  { theme: 'light', label: 'Claro', Icon: Sun },
  { theme: 'dark', label: 'Escuro', Icon: Moon },
] as const

/** Light, dark or as the system; seen at once and kept for the next page. */
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
    <fieldset className="flex rounded-md bg-sunken p-0.5">
      <legend className="sr-only">Tema</legend>
      {CHOICES.map(({ theme, label, Icon }) => (
        <label
          key={theme}
          title={label}
          className={clsx(
            'relative grid h-8 flex-1 place-items-center rounded-[5px] transition-colors has-focus-visible:outline-2 has-focus-visible:outline-jade max-md:h-11',
            chosen === theme ? 'bg-surface text-ink shadow-raised' : 'text-faint hover:text-ink',
          )}
        >
          <input
            type="radio"
            name="theme"
            value={theme}
            checked={chosen === theme}
            onChange={() => choose(theme)}
            className="absolute inset-0 appearance-none opacity-0"
          />
          <Icon size={15} aria-hidden />
          <span className="sr-only">{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
