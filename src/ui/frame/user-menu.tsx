'use client'
import { LogOut, UserRound } from 'lucide-react'
import { Avatar } from '~/ui/avatar'
import { Menu, MenuItem, MenuSeparator } from '~/ui/menu'
import type { Theme } from '~/ui/theme'
import { signOut } from './sign-out'
import { ThemeChoice } from './theme-choice'
import type { Person } from './types'

/** Who is signed in, the theme, and the way out. */
export function UserMenu({
  person,
  theme,
  accountHref,
}: {
  person: Person
  theme: Theme
  accountHref: string
}) {
  return (
    <Menu
      align="start"
      className="w-60"
      trigger={
        <button
          type="button"
          className="flex h-11 min-w-0 items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-sunken max-md:size-12 max-md:justify-center md:w-full"
        >
          <Avatar name={person.name} />
          <span className="min-w-0 flex-1 truncate text-sm max-md:sr-only">{person.name}</span>
          <span className="sr-only">: conta, tema e saída</span>
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate text-sm font-medium">{person.name}</p>
        <p className="truncate text-xs text-faint">{person.email}</p>
      </div>
      <MenuSeparator />
      <ThemeChoice initial={theme} />
      <MenuSeparator />
      <MenuItem icon={<UserRound size={15} aria-hidden />} href={accountHref}>
        Minha conta
      </MenuItem>
      <MenuItem icon={<LogOut size={15} aria-hidden />} onSelect={() => void signOut()}>
        Sair
      </MenuItem>
    </Menu>
  )
}
