import { log } from '~/kernel/log'
import { withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { refreshStatus } from './session'

/**
 * Asks real providers how their sessions are: a webhook that says "disconnected" may be lost, and a gateway that was
 * restarted says nothing at all. A gateway that doesn't answer leaves the status as it was.
 * @returns how many were asked.
 */
export async function watchConnections(scope: EmpresaScope): Promise<number> {
  const ids = await withEmpresaSql(scope, async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      `SELECT id FROM whatsapp_connections WHERE empresa_id = $1 AND provider <> 'simulator' AND status <> 'desconectada' ORDER BY id`,
      [ctx.empresaId],
    )
    return rows.map((row) => row.id)
  })
  for (const id of ids)
    await refreshStatus(scope, id).catch((error: unknown) =>
      log('app').warn(
        { err: error, empresaId: scope.empresaId, connectionId: id },
        'provider did not say its status',
      ),
    )
  return ids.length
}
