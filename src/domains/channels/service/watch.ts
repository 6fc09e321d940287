import { log } from '~/kernel/log'
import { withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { lookAt, reconnect } from './session'

/** Minutes until the next attempt, by the number of attempts. After the last one a user must connect the channel. */
const BACKOFF_MINUTES = [0, 1, 5, 15, 30, 60, 60, 60, 120, 120, 240, 240]

/**
 * Checks the sessions of real providers: a webhook that says "disconnected" may be lost, and a gateway that was restarted
 * says nothing at all. When a gateway doesn't answer, the status stays. A dropped channel is reconnected.
 * @returns how many were checked.
 */
export async function watchConnections(scope: EmpresaScope): Promise<number> {
  const ids = await list(
    scope,
    `SELECT id FROM whatsapp_connections WHERE empresa_id = $1 AND provider <> 'simulator'
       AND (status <> 'desconectada' OR wanted) ORDER BY id`,
    [],
  )
  for (const id of ids) await quietly(scope, id, 'provider did not say its status', () => lookAt(scope, id))
  await reconnectFallen(scope)
  return ids.length
}

/**
 * Reconnects channels that dropped while a user wants them connected, with growing pauses; one that a user disconnected
 * stays so. The attempt is counted before it is made, so that two watchers make one.
 */
export async function reconnectFallen(scope: EmpresaScope): Promise<void> {
  const due = await list(
    scope,
    `UPDATE whatsapp_connections SET reconnect_tries = reconnect_tries + 1,
       reconnect_at = $2::timestamptz + make_interval(mins => ($3::int[])[reconnect_tries + 2])
     WHERE empresa_id = $1 AND wanted AND down_since IS NOT NULL AND status IN ('falhou', 'desconectada')
       AND provider <> 'simulator' AND reconnect_tries < array_length($3::int[], 1)
       AND (reconnect_at IS NULL OR reconnect_at <= $2)
     RETURNING id`,
    [scope.now(), BACKOFF_MINUTES],
  )
  for (const id of due) await quietly(scope, id, 'could not connect again', () => reconnect(scope, id))
}

function list(scope: EmpresaScope, sql: string, values: unknown[]): Promise<string[]> {
  return withEmpresaSql(scope, async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(sql, [ctx.empresaId, ...values])
    return rows.map((row) => row.id)
  })
}

async function quietly(
  { empresaId }: EmpresaScope,
  connectionId: string,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await work().catch((error: unknown) => log('app').warn({ err: error, empresaId, connectionId }, what))
}
