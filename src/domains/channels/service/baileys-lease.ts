import { AppError } from '~/kernel/errors'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { clearKeys } from './baileys-keys'

/**
 * Marks a session as wanted: it should be connected from now on.
 * @throws AppError NOT_FOUND for a connection that isn't Baileys'.
 */
export async function want(ctx: EmpresaSqlCtx, connectionId: string): Promise<void> {
  const { rowCount } = await ctx.sql.query(
    `SELECT 1 FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 AND provider = 'baileys'`,
    [ctx.empresaId, connectionId],
  )
  if (rowCount === 0) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  await ctx.sql.query(
    'INSERT INTO whatsapp_sessions (empresa_id, connection_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [ctx.empresaId, connectionId],
  )
}

/**
 * Takes the lease unless another worker's is still valid. Leases expire by the database's clock: the product's may be
 * moved, and workers' clocks may differ.
 * @returns false also for a session that isn't wanted.
 */
export async function acquire(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  owner: string,
  seconds: number,
): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `UPDATE whatsapp_sessions SET lease_owner = $3, lease_until = clock_timestamp() + make_interval(secs => $4)
     WHERE empresa_id = $1 AND connection_id = $2
       AND (lease_owner IS NULL OR lease_owner = $3 OR lease_until <= clock_timestamp())`,
    [ctx.empresaId, connectionId, owner, seconds],
  )
  return rowCount === 1
}

/** Extends a lease that is still valid. @returns false when it has expired: the worker must close the socket. */
export async function renew(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  owner: string,
  seconds: number,
): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `UPDATE whatsapp_sessions SET lease_until = clock_timestamp() + make_interval(secs => $4)
     WHERE empresa_id = $1 AND connection_id = $2 AND lease_owner = $3 AND lease_until > clock_timestamp()`,
    [ctx.empresaId, connectionId, owner, seconds],
  )
  return rowCount === 1
}

/** Releases the lease, if the worker still owns it. */
export async function release(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  owner: string,
  forgotten: boolean,
): Promise<void> {
  await ctx.sql.query(
    forgotten
      ? 'DELETE FROM whatsapp_sessions WHERE empresa_id = $1 AND connection_id = $2 AND lease_owner = $3'
      : `UPDATE whatsapp_sessions SET lease_owner = NULL, lease_until = NULL
         WHERE empresa_id = $1 AND connection_id = $2 AND lease_owner = $3`,
    [ctx.empresaId, connectionId, owner],
  )
}

/** Deletes the row, and the lease with it: the worker that owns it then closes its socket. */
export async function forget(ctx: EmpresaSqlCtx, connectionId: string, wipe: boolean): Promise<void> {
  await ctx.sql.query('DELETE FROM whatsapp_sessions WHERE empresa_id = $1 AND connection_id = $2', [
    ctx.empresaId,
    connectionId,
  ])
  if (wipe) await clearKeys(ctx, connectionId, 'all')
}

/** Locks a valid lease, so that no other worker takes it before this unit of work has ended. @throws AppError CONFLICT */
export async function holdLease(ctx: EmpresaSqlCtx, connectionId: string, owner: string): Promise<void> {
  const { rowCount } = await ctx.sql.query(
    `SELECT 1 FROM whatsapp_sessions
     WHERE empresa_id = $1 AND connection_id = $2 AND lease_owner = $3 AND lease_until > clock_timestamp() FOR SHARE`,
    [ctx.empresaId, connectionId, owner],
  )
  if (rowCount === 0) throw new AppError('CONFLICT', 'Outro processo cuida desta sessão.')
}
