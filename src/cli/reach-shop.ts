import { probeShop, testShop } from '~/adapters/shop/open'
import type { ConnectionKind, ConnectionTest } from '~/domains/imports/schema'
import { listConnections } from '~/domains/imports/service/connections'
import { shopConfigOf } from '~/domains/imports/service/shop-config'
import { testConnection } from '~/domains/imports/service/test-connection'
import { AppError } from '~/kernel/errors'
import { withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'

/** The connection that was changed or tested last, as the import chooses it. @throws NOT_FOUND */
export async function latestKind(scope: EmpresaScope): Promise<ConnectionKind> {
  const [latest] = (await withEmpresa(scope, listConnections)).sort((a, b) => +b.updatedAt - +a.updatedAt)
  if (!latest) throw new AppError('NOT_FOUND', 'Esta empresa não tem conexão. Use retoma connection set.')
  return latest.kind
}

/** The key of an SSH server, for the user to compare it with the server's own. */
export const hostKeyText = (hostKey: string): string =>
  `Chave do servidor SSH: ${hostKey}. Compare com ssh-keygen -lf no servidor.`

/** Why a test failed, in the words and under the code of its first broken step. */
export function failureOfTest(test: ConnectionTest): AppError | undefined {
  if (test.ok) return undefined
  const broken = test.steps.find((step) => !step.ok && step.code) ?? test.steps.find((step) => !step.ok)
  return new AppError(broken?.code ?? 'SOURCE_UNAVAILABLE', broken?.message ?? 'A conexão falhou.')
}

/**
 * Fails at once where a background run would retry for hours: a user waits. Only reaches the tables; a tunnel whose key
 * isn't pinned yet is tested completely, which pins the key. @returns that key; null otherwise.
 * @throws AppError with the shop's own code
 */
export async function refuseUnreachable(scope: EmpresaScope): Promise<string | null> {
  const kind = await latestKind(scope)
  if (kind === 'dump') return null
  const config = await shopConfigOf(scope, kind)
  if (config.kind !== 'ssh' || config.ssh.hostKey !== null) {
    await probeShop(config)
    return null
  }
  const test = await testConnection(scope, kind, testShop)
  const failure = failureOfTest(test)
  if (failure) throw failure
  return test.hostKey
}
