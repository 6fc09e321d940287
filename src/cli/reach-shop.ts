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

/** Why a test failed, in the words and under the code of its first broken step. */
export function failureOfTest(test: ConnectionTest): AppError | undefined {
  if (test.ok) return undefined
  const broken = test.steps.find((step) => !step.ok && step.code) ?? test.steps.find((step) => !step.ok)
  return new AppError(broken?.code ?? 'SOURCE_UNAVAILABLE', broken?.message ?? 'A conexão falhou.')
}

/**
 * Refuses at once what a background run would try for hours: a person waits. Only reaches the tables; a tunnel whose key
 * nobody has seen yet is tested wholly, which pins the key. @throws AppError with the shop's own code
 */
export async function refuseUnreachable(scope: EmpresaScope): Promise<void> {
  const kind = await latestKind(scope)
  if (kind === 'dump') return
  const config = await shopConfigOf(scope, kind)
  if (config.kind !== 'ssh' || config.ssh.hostKey !== null) return probeShop(config)
  const failure = failureOfTest(await testConnection(scope, kind, testShop))
  if (failure) throw failure
}
