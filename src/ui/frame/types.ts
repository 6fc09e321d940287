import type { ReactNode } from 'react'

/** `go`: the key that leads there after a g. `badge` stands beside the label. */
export type NavItem = {
  href: string
  label: string
  icon: ReactNode
  keywords?: readonly string[]
  go?: string
  badge?: ReactNode
}
export type NavGroup = { label: string | null; items: readonly NavItem[] }
export type Tenant = { slug: string; name: string; href: string; note?: string }
export type Person = { name: string; email: string }

/** Kept in a cookie, so that the server paints the sidebar as it was left. */
export const SIDEBAR_COOKIE = 'retoma-sidebar'
