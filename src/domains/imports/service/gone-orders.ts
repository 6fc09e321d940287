import type { Shop, ShopRange } from '~/adapters/shop/records'
import { plural } from '~/kernel/plural'
import { withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'

/** Fewer than this many may all be gone; of more, half missing means that the reading is wrong. */
const FEW = 20

const KNOWN_SQL = `
  SELECT external_id::float8 AS id FROM orders
  WHERE empresa_id = $1 AND status <> 'deleted' AND ($2::timestamptz IS NULL OR placed_at >= $2) AND ($3::timestamptz IS NULL OR placed_at < $3)
  ORDER BY external_id`

/** Without their hash, so that an order that comes back from the trash is written again. */
const MARK_SQL = `
  UPDATE orders SET status = 'deleted', source_hash = '\\x00' WHERE empresa_id = $1 AND external_id = ANY ($2::bigint[]) AND status <> 'deleted'`

const NOTE_SQL = `UPDATE import_runs SET notes = notes || to_jsonb($3::text) WHERE empresa_id = $1 AND id = $2 AND NOT notes ? $3`

/**
 * Marks orders of the range that the shop has no more: they are no sale, and what they recovered is recovered no more. An
 * export file speaks only of the orders between its first and its last; where most would be gone, none is marked and the
 * run says so. Running it again changes nothing.
 */
export async function markGoneOrders(
  scope: EmpresaScope,
  shop: Shop,
  runId: string,
  range: ShopRange,
): Promise<void> {
  const known = await withEmpresaSql(scope, async ({ sql, empresaId }) =>
    (await sql.query<{ id: number }>(KNOWN_SQL, [empresaId, range.from, range.to])).rows.map(({ id }) => id),
  )
  if (known.length === 0) return
  const existing = await shop.existingOrders(known)
  if (!existing) return
  const { found, complete } = existing
  const reached = known.filter((id) => found.has(id))
  const [first = Infinity, last = -Infinity] = complete ? [0, Infinity] : [reached[0], reached.at(-1)]
  const gone = known.filter((id) => !found.has(id) && id > first && id < last)
  if (gone.length === 0) return
  const unlikely = gone.length > FEW && gone.length * 2 > known.length
  await withEmpresaSql(scope, async ({ sql, empresaId }) => {
    if (!unlikely) await sql.query(MARK_SQL, [empresaId, gone])
    const count = plural(gone.length, 'pedido não está', 'pedidos não estão')
    const note = unlikely
      ? `${count} mais na loja, de ${known.length.toLocaleString('pt-BR')} conhecidos. São demais para terem sido apagados: nada mudou neles. Confira a conexão.`
      : `${count} mais na loja. Sem eles na loja, não contam mais como venda.`
    await sql.query(NOTE_SQL, [empresaId, runId, note])
  })
}
