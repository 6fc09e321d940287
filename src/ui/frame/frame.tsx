import type { ReactNode } from 'react'
import { Mark } from '~/ui/mark'
import type { Theme } from '~/ui/theme'
import { Attendance } from './attendance'
import { FrameKeys } from './frame-keys'
import { CollapseButton } from './collapse-button'
import { MoreButton } from './more-button'
import { BarLink, NavLink } from './nav-link'
import { TenantSwitcher } from './tenant-switcher'
import type { NavGroup, NavItem, Person, Tenant } from './types'
import { UserMenu } from './user-menu'

/**
 * The portal's frame: sidebar at a desk (narrow between 768 and 1024 px, or when collapsed), bar under the thumb on a
 * phone. It knows no domain: pages, empresas, palette and bell are given. `bar` names at most four pages.
 */
export function Frame({
  tenant,
  tenants,
  createHref,
  person,
  theme,
  collapsed,
  groups,
  bar,
  palette,
  paletteCompact,
  bell,
  children,
}: {
  tenant: Tenant
  tenants: readonly Tenant[]
  createHref: string | null
  person: Person
  theme: Theme
  collapsed: boolean
  groups: readonly NavGroup[]
  bar: readonly NavItem[]
  palette: ReactNode
  paletteCompact: ReactNode
  bell: ReactNode
  children: ReactNode
}) {
  const inBar = new Set(bar.map((item) => item.href))
  const rest = groups
    .map((group) => ({ ...group, items: group.items.filter((item) => !inBar.has(item.href)) }))
    .filter((group) => group.items.length > 0)
  return (
    <div data-frame data-collapsed={collapsed} className="group/frame min-h-dvh md:flex">
      <Attendance />
      <FrameKeys pages={groups.flatMap(({ items }) => items.flatMap(keyOf))} />
      <a
        href="#conteudo"
        className="sr-only z-50 rounded-md bg-jade px-4 py-2 text-on-jade focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Pular para o conteúdo
      </a>
      <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col gap-3 overflow-y-auto border-r border-line px-3 py-3 narrow:w-[3.75rem] md:flex">
        <TenantSwitcher current={tenant} tenants={tenants} createHref={createHref} />
        {palette}
        <nav aria-label="Principal" className="flex flex-1 shrink-0 flex-col gap-4">
          {groups.map((group) => (
            <div key={group.label ?? ''} className="flex flex-col gap-0.5">
              {group.label ? (
                <p className="px-2.5 pb-1 text-xs text-faint narrow:sr-only">{group.label}</p>
              ) : null}
              {group.items.map((item) => (
                <NavLink key={item.href} item={item} />
              ))}
            </div>
          ))}
        </nav>
        <div className="flex items-center justify-between gap-1 narrow:flex-col">
          <CollapseButton collapsed={collapsed} />
          <span className="flex items-center gap-1.5 text-xs font-semibold text-faint narrow:order-first">
            <span className="narrow:sr-only">Retoma</span>
            <Mark size={20} />
          </span>
        </div>
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky short:static top-0 z-20 flex h-14 items-center gap-1 border-b border-line bg-paper/92 px-2 backdrop-blur-sm md:h-13 md:justify-end md:px-6 lg:px-8">
          <span className="flex min-w-0 flex-1 md:hidden">
            <TenantSwitcher current={tenant} tenants={tenants} createHref={createHref} />
          </span>
          <span className="md:hidden">{paletteCompact}</span>
          {bell}
          <span className="md:w-auto">
            <UserMenu person={person} theme={theme} accountHref="/conta" />
          </span>
        </header>
        <main
          id="conteudo"
          tabIndex={-1}
          className="mx-auto w-full max-w-[88rem] flex-1 px-4 pt-5 pb-24 short:pb-5 outline-none md:px-6 md:pb-12 lg:px-8"
        >
          {children}
        </main>
      </div>
      <nav
        aria-label="Principal"
        className="fixed short:static inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        {bar.map((item) => (
          <BarLink key={item.href} item={item} />
        ))}
        {rest.length > 0 ? <MoreButton groups={rest} /> : null}
      </nav>
    </div>
  )
}

function keyOf({ go, href, label }: NavItem) {
  return go === undefined ? [] : [{ key: go, href, label }]
}
