import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** After the last repetition of a delivery; until then it is known, and does nothing a second time. */
const DELIVERY_DAYS = 30
/** An upload whose process was killed leaves its chunks behind. None takes this long. */
const UNFINISHED_DAYS = 1

/** Deletes deliveries and uploads that are no longer needed. @returns how many rows. */
export async function purgeImports({ sql, empresaId, now }: EmpresaSqlCtx): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const deliveries = await sql.query(
    'DELETE FROM shop_deliveries WHERE empresa_id = $1 AND received_at < $2',
    [empresaId, before(DELIVERY_DAYS)],
  )
  const uploads = await sql.query(
    'DELETE FROM import_files WHERE empresa_id = $1 AND NOT complete AND created_at < $2',
    [empresaId, before(UNFINISHED_DAYS)],
  )
  return (deliveries.rowCount ?? 0) + (uploads.rowCount ?? 0)
}
