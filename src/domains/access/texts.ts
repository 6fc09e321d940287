import type { Role } from '~/kernel/trpc'

/** What each role is called. */
export const ROLE_NAMES: Record<Role, string> = {
  owner: 'Dono',
  admin: 'Administra',
  operator: 'Atende',
  viewer: 'Só consulta',
}

/** What each role may do. */
export const ROLE_DUTIES: Record<Role, string> = {
  owner: 'tudo, também os outros donos',
  admin: 'conexões, configurações, pessoas e auditoria',
  operator: 'carrinhos, leads, mensagens e importações',
  viewer: 'vê tudo da loja, não muda nada',
}
