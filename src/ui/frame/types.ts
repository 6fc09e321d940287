import type { ReactNode } from 'react'

export type NavItem = { href: string; label: string; icon: ReactNode; keywords?: readonly string[] }
export type NavGroup = { label: string | null; items: readonly NavItem[] }
export type Tenant = { slug: string; name: string; href: string; note?: string }
export type Person = { name: string; email: string }

/** Kept in a cookie, so that the server paints the sidebar as it was left. */
export const SIDEBAR_COOKIE = 'retoma-sidebar'
