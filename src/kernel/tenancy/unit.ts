import type { QueryResult } from 'pg'
import { database, type Sql, type Tx } from '../db'
import type { Clock } from '../clock'
import { productClock } from '../engine/product-clock'
import { AppError } from '../errors'
import { log, type Log } from '../log'

/** Who acts: shown in the audit log as it was then. */
export type Actor =
  | { kind: 'user'; userId: string; name: string; role: 'owner' | 'admin' | 'operator' | 'viewer' }
  | { kind: 'system'; name: string }

/** Where a request came from, for the audit log. */
export type RequestInfo = { ip: string | null; path: string | null }

/** The right to work inside one empresa. Made only by domains/access (users) and by `systemScope` (jobs). */
export type EmpresaScope = {
  readonly empresaId: string
  readonly actor: Actor
  readonly request: RequestInfo
  readonly now: () => Date
}

type Base = { empresaId: string; empresa: Tenant; actor: Actor; request: RequestInfo; now: Date; log: Log }
/** The first argument of every service. `db` is one transaction that sees one empresa. */
export type EmpresaCtx = Base & { db: Tx }
/** The same, on a raw connection, for bulk work. */
export type EmpresaSqlCtx = Base & { sql: Sql }

/** What every decision needs of the tenant. */
export type Tenant = { slug: string; name: string; timezone: string; currency: string; settings: unknown }

const TENANT_SQL = 'SELECT slug, name, timezone, currency, settings FROM empresas WHERE id = $1::uuid'

/** Scope of a background job or the command line inside one empresa. */
export function systemScope(empresaId: string, name: string, now: Clock = productClock): EmpresaScope {
  return { empresaId, actor: { kind: 'system', name }, request: { ip: null, path: null }, now }
}

function base(scope: EmpresaScope, tenant: Tenant | undefined): Base {
  if (!tenant) throw new AppError('NOT_FOUND', 'Empresa não encontrada.')
  return {
    empresaId: scope.empresaId,
    empresa: tenant,
    actor: scope.actor,
    request: scope.request,
    now: scope.now(),
    log: log('app').child({ empresaId: scope.empresaId }),
  }
}

/**
 * One unit of work: one transaction whose first statement names the empresa to row-level security.
 * No external call may happen inside. @throws AppError NOT_FOUND when the empresa does not exist.
 */
export function withEmpresa<T>(scope: EmpresaScope, work: (ctx: EmpresaCtx) => Promise<T>): Promise<T> {
  return withNewEmpresa(scope, null, work)
}

/** The unit of work in which an empresa begins: `insert` makes its row, and what `work` adds is there with it or not at all. */
export function withNewEmpresa<T>(
  scope: EmpresaScope,
  insert: ((db: Tx) => Promise<unknown>) | null,
  work: (ctx: EmpresaCtx) => Promise<T>,
): Promise<T> {
  return queued(scope, () =>
    database().prisma.$transaction(
      async (db) => {
        await db.$queryRaw`SELECT set_config('app.empresa_id', ${scope.empresaId}, true)`
        if (insert) await insert(db)
        const [tenant] = await db.$queryRawUnsafe<Tenant[]>(TENANT_SQL, scope.empresaId)
        return work({ ...base(scope, tenant), db })
      },
      { maxWait: 10_000, timeout: 60_000 },
    ),
  )
}

/** An empresa's units queue before they take a connection; background work waits for as long as it takes. */
function queued<T>({ empresaId, actor }: EmpresaScope, work: () => Promise<T>): Promise<T> {
  return database().units.run(empresaId, work, actor.kind === 'system' ? Infinity : undefined)
}

/** One trip to the server; its parts run one after another, so the empresa is named before its row is read. */
async function begin(sql: Sql, empresaId: string): Promise<Tenant | undefined> {
  const id = sql.escapeLiteral(empresaId)
  const said: unknown = await sql.query(
    `BEGIN; SELECT set_config('app.empresa_id', ${id}, true); ${TENANT_SQL.replace('$1', () => id)}`,
  )
  const [, , tenant] = said as QueryResult<Tenant>[]
  return tenant?.rows[0]
}

/** The same unit of work on a raw connection, for set-based SQL and COPY. */
export function withEmpresaSql<T>(scope: EmpresaScope, work: (ctx: EmpresaSqlCtx) => Promise<T>): Promise<T> {
  return queued(scope, async () => {
    const sql = await database().pool.connect()
    let broken: Error | undefined
    try {
      const result = await work({ ...base(scope, await begin(sql, scope.empresaId)), sql })
      await sql.query('COMMIT')
      return result
    } catch (error) {
      await sql.query('ROLLBACK').catch((failure: Error) => (broken = failure))
      throw error
    } finally {
      sql.release(broken)
    }
  })
}
