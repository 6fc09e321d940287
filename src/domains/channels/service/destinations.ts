import type { EmpresaScope } from '~/kernel/tenancy/unit'
import type { Destinations } from '../schema'
import { openProvider } from './provider'
import { sealedConnection } from './receive'

/** WhatsApp throttles channels that ask for more groups than this at once. */
const MAX_GROUPS = 500

/**
 * Destinations of a channel's posts: its groups by name, and its own status. Calls the provider outside of any unit of
 * work.
 * @throws AppError NOT_FOUND, SOURCE_UNAVAILABLE or SOURCE_INVALID when the provider can't be asked.
 */
export async function listDestinations(scope: EmpresaScope, id: string): Promise<Destinations> {
  const provider = openProvider(scope, await sealedConnection(scope, id), scope.now)
  const { groups, stories } = provider.capabilities
  if (!groups && !stories)
    return { groups: [], stories, reason: 'A API deste número não publica em grupos nem no status.' }
  if (!groups || !provider.groups)
    return { groups: [], stories, reason: 'A API deste número não publica em grupos.' }
  const status = await provider.status()
  if (status.state !== 'conectada')
    return { groups: [], stories, reason: 'O número está desconectado: conecte-o para ver os grupos.' }
  const found = await provider.groups()
  return {
    groups: found.sort((a, b) => a.name.localeCompare(b.name, 'pt-BR')).slice(0, MAX_GROUPS),
    stories,
    reason: null,
  }
}
