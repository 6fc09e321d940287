'use client'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { Avatar } from '~/ui/avatar'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '~/ui/menu'
import type { Tenant } from './types'

/** The current empresa, and links to the user's others. */
export function TenantSwitcher({
  current,
  tenants,
  createHref,
}: {
  current: Tenant
  tenants: readonly Tenant[]
  /** Where another is created; null where that isn't allowed. */
  createHref: string | null
}) {
  return (
    <Menu
      align="start"
      className="w-60"
      trigger={
        <button
          type="button"
          className="flex h-11 min-w-0 items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-sunken max-md:h-12 md:w-full"
        >
          <Avatar name={current.name} square />
          <span className="min-w-0 flex-1 truncate text-sm font-semibold narrow:sr-only">{current.name}</span>
          <span className="sr-only">: trocar de empresa</span>
          <ChevronsUpDown size={15} aria-hidden className="narrow:hidden shrink-0 text-faint" />
        </button>
      }
    >
      <MenuLabel>Suas empresas</MenuLabel>
      {tenants.map((tenant) => (
        <MenuItem key={tenant.slug} href={tenant.href} icon={<Avatar name={tenant.name} square size={24} />}>
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              {tenant.name}
              {tenant.note ? <span className="block text-xs text-faint">{tenant.note}</span> : null}
            </span>
            {tenant.slug === current.slug ? (
              <Check size={15} aria-label="atual" className="!text-jade" />
            ) : null}
          </span>
        </MenuItem>
      ))}
      {createHref ? (
        <>
          <MenuSeparator />
          <MenuItem href={createHref} icon={<Plus size={15} aria-hidden />}>
            Criar outra empresa
          </MenuItem>
        </>
      ) : null}
    </Menu>
  )
}
