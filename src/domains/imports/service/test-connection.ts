import type { ShopConfig, ShopTest } from '~/adapters/shop/records'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { Places } from '~/kernel/places'
import { withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { connectionTest, type ConnectionKind, type ConnectionTest } from '../schema'
import { storedConnection } from './connections'
import { noticeOtherShop } from './identity'
import { shopConfigOf } from './shop-config'
import { suggestOnce } from './suggest-mapping'

/** Asks the shop; adapters/shop's `testShop`, or a fake. */
export type TestShop = (config: ShopConfig) => Promise<ShopTest>

/** A test opens the shop, or a whole export file, in the portal's own process. */
const trying = new Places(1)

/**
 * Tries a stored connection step by step, keeps the outcome, and pins the SSH server's key when none is pinned yet
 * (imp-1, imp-2). The shop is asked outside any unit of work. @throws AppError CONFLICT while another test of the empresa runs
 */
export async function testConnection(
  scope: EmpresaScope,
  kind: ConnectionKind,
  testShop: TestShop,
): Promise<ConnectionTest> {
  const leave = trying.take(scope.empresaId)
  if (!leave)
    throw new AppError('CONFLICT', 'Um teste de conexão já está em andamento. Espere que ele termine.')
  try {
    return await tryConnection(scope, kind, testShop)
  } finally {
    leave()
  }
}

async function tryConnection(
  scope: EmpresaScope,
  kind: ConnectionKind,
  testShop: TestShop,
): Promise<ConnectionTest> {
  const config = await shopConfigOf(scope, kind)
  const outcome = connectionTest.parse(await testShop(config))
  await withEmpresa(scope, async (ctx) => {
    const { id, sshHostKey } = await storedConnection(ctx, kind)
    // Also when the rest failed: the password has been sent to the holder of this key, and goes to no other.
    const pin = kind === 'ssh' && sshHostKey === null ? { sshHostKey: outcome.hostKey } : {}
    await ctx.db.shopConnection.update({
      where: { empresaId_id: { empresaId: ctx.empresaId, id } },
      data: { lastTest: outcome, lastTestAt: ctx.now, ...pin },
      select: { id: true },
    })
    await noticeOtherShop(ctx, kind, outcome.facts?.identity ?? null)
    await audit(ctx, {
      action: 'connection.tested',
      entity: 'connection',
      entityId: id,
      extras: { ok: outcome.ok, ...pin },
    })
  })
  if (outcome.ok) await suggestOnce(scope, kind, () => Promise.resolve(outcome.forms))
  return outcome
}
