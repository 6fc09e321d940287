import { suggestMapping } from '~/adapters/shop/leads/keys'
import type { ShopForm } from '~/adapters/shop/records'
import { withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { fieldMapping, type ConnectionKind } from '../schema'
import { keepSuggestion, storedConnection } from './connections'

/** Gives a connection without any mapping the one that its forms suggest, for a user to correct (imp-3). */
export async function suggestOnce(
  scope: EmpresaScope,
  kind: ConnectionKind,
  forms: () => Promise<ShopForm[]>,
): Promise<void> {
  const unset = await withEmpresa(scope, async (ctx) =>
    isEmpty((await storedConnection(ctx, kind)).fieldMapping),
  )
  if (!unset) return
  const mapping = suggestMapping(await forms())
  if (!isEmpty(mapping)) await withEmpresa(scope, (ctx) => keepSuggestion(ctx, { kind, mapping }))
}

const isEmpty = (mapping: unknown) =>
  Object.values(fieldMapping.parse(mapping)).every((keys) => keys.length === 0)
