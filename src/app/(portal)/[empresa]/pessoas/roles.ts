import type { Option } from '~/ui/select'

export type Role = 'owner' | 'admin' | 'operator' | 'viewer'

const ROLES: readonly (Option & { value: Role })[] = [
  { value: 'owner', label: 'Dono' },
  { value: 'admin', label: 'Administra' },
  { value: 'operator', label: 'Atende' },
  { value: 'viewer', label: 'Só consulta' },
]

/** The roles that somebody may give: up to their own. */
export function rolesUpTo(mine: Role): readonly (Option & { value: Role })[] {
  return mine === 'owner' ? ROLES : ROLES.slice(1)
}

/** One of the roles, whatever a form said. */
export function roleOf(value: string): Role {
  return ROLES.find((role) => role.value === value)?.value ?? 'viewer'
}
