import type { Role } from '~/kernel/trpc'

/** What each role is called, and may do, for people. */
export const ROLE_NAMES: Record<Role, string> = {
  owner: 'Dono',
  admin: 'Administra',
  operator: 'Atende',
  viewer: 'Só consulta',
}
