import type { Option } from '~/ui/select'
import { ROLE_NAMES } from '~/domains/access/texts'

export type Role = keyof typeof ROLE_NAMES

const ROLES: readonly (Option & { value: Role })[] = (['owner', 'admin', 'operator', 'viewer'] as const).map(
  (value) => ({ value, label: ROLE_NAMES[value] }),
)

/** The roles that a member may give: up to their own. */
export function rolesUpTo(mine: Role): readonly (Option & { value: Role })[] {
  return mine === 'owner' ? ROLES : ROLES.slice(1)
}

/** One of the roles, whatever a form said. */
export function roleOf(value: string): Role {
  return ROLES.find((role) => role.value === value)?.value ?? 'viewer'
}
