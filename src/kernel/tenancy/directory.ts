import { randomUUID } from 'node:crypto'
import { Prisma } from '~/generated/prisma/client'
import { database, type Tx } from '../db'
import { AppError } from '../errors'
import { systemScope, withNewEmpresa, type EmpresaCtx, type EmpresaScope, type Tenant } from './unit'

/** The few queries about empresas that precede the choice of one. Each opens its own narrow policy. */
function under<T>(setting: string, value: string, work: (db: Tx) => Promise<T>): Promise<T> {
  return database().prisma.$transaction(async (db) => {
    await db.$queryRaw`SELECT set_config(${setting}, ${value}, true)`
    return work(db)
  })
}

/** Id of the empresa with exactly this slug. For the command line, which acts for the machine's owner. @throws NOT_FOUND */
export async function empresaIdBySlug(slug: string): Promise<string> {
  const found = await under('app.empresa_slug', slug, (db) =>
    db.empresa.findFirst({ where: { slug }, select: { id: true } }),
  )
  if (!found) throw new AppError('NOT_FOUND', `Empresa não encontrada: ${slug}. Confira o nome curto (slug).`)
  return found.id
}

/** Every empresa's id and zone, for scheduled jobs alone. */
export function listForSchedule(): Promise<{ id: string; timezone: string }[]> {
  return under('app.system_job', 'schedule', (db) =>
    db.empresa.findMany({ select: { id: true, timezone: true }, orderBy: { id: 'asc' } }),
  )
}

/** The WhatsApp channel that a webhook's secret address belongs to, found by the address's SHA-256; null for none. */
export async function connectionByWebhook(
  hash: Uint8Array,
): Promise<{ empresaId: string; id: string; provider: string } | null> {
  const found = await under('app.webhook_hash', Buffer.from(hash).toString('hex'), (db) =>
    db.whatsappConnection.findFirst({
      where: { webhookHash: new Uint8Array(hash) },
      select: { empresaId: true, id: true, provider: true },
    }),
  )
  return found
}

/** The empresa whose shop posts to a secret address, found by the address's SHA-256; null for none. */
export async function shopByWebhook(hash: Uint8Array): Promise<string | null> {
  const found = await under('app.webhook_hash', Buffer.from(hash).toString('hex'), (db) =>
    db.shopWebhook.findFirst({ where: { addressHash: new Uint8Array(hash) }, select: { empresaId: true } }),
  )
  return found?.empresaId ?? null
}

/** A channel with something to do, and what: send or evaluate, or (simulators) report what happened on the phones. */
export type DueConnection = { empresaId: string; id: string; send: boolean; simulate: boolean }

/**
 * Channels of every empresa that are due at `now`, the longest waiting first. For the dispatcher alone, or, for the
 * fast-forwarding clock, only `simulators`, which reach no real phone.
 */
export function listDueConnections(
  now: Date,
  limit: number,
  which: 'all' | 'simulators' = 'all',
): Promise<DueConnection[]> {
  return under(
    'app.system_job',
    'dispatch',
    (db) =>
      db.$queryRaw<DueConnection[]>`
      SELECT empresa_id AS "empresaId", id, coalesce(next_due_at <= ${now}, false) AS send,
        coalesce(simulator_due_at <= ${now}, false) AS simulate
      FROM whatsapp_connections WHERE (next_due_at <= ${now} OR simulator_due_at <= ${now})
        AND (${which === 'all'} OR provider = 'simulator')
      ORDER BY least(next_due_at, simulator_due_at) LIMIT ${limit}`,
  )
}

/**
 * When the first simulator of any empresa next has a message to send, and when its network next has something to report:
 * past times too. For the fast-forwarding clock alone.
 */
export function nextOfSimulators(): Promise<{ send: Date | null; report: Date | null }> {
  return under('app.system_job', 'dispatch', async (db) => {
    const [row] = await db.$queryRaw<{ send: Date | null; report: Date | null }[]>`
      SELECT (SELECT min(next_due_at) FROM whatsapp_connections WHERE provider = 'simulator') AS send,
        (SELECT min(simulator_due_at) FROM whatsapp_connections) AS report`
    return row ?? { send: null, report: null }
  })
}

/** Sessions of every empresa that Baileys should keep connected, by id alone. For its worker. */
export function listWantedSessions(): Promise<{ empresaId: string; connectionId: string }[]> {
  return under('app.system_job', 'baileys', (db) =>
    db.whatsappSession.findMany({
      select: { empresaId: true, connectionId: true },
      orderBy: [{ empresaId: 'asc' }, { connectionId: 'asc' }],
    }),
  )
}

/** The first unit of work of a new empresa: its scope, and what it inserts. */
type Beginning = {
  scopeOf: (empresaId: string) => EmpresaScope
  work: (ctx: EmpresaCtx) => Promise<void>
}
const BARE: Beginning = { scopeOf: (id) => systemScope(id, 'Retoma'), work: () => Promise.resolve() }

/**
 * Inserts the tenant's row under its own new id, and with it what `begin` gives, or nothing at all.
 * @throws CONFLICT with the field when the slug is taken.
 */
export async function insertEmpresa(
  tenant: Pick<Tenant, 'slug' | 'name' | 'timezone'> & { settings?: Prisma.InputJsonObject },
  begin: Beginning = BARE,
): Promise<string> {
  const id = randomUUID()
  const insert = async (db: Tx) => {
    try {
      await db.empresa.create({ data: { id, ...tenant }, select: { id: true } })
    } catch (error) {
      const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
      if (!taken) throw error
      const reason = `Já existe uma empresa com o nome curto ${tenant.slug}. Escolha outro.`
      throw new AppError('CONFLICT', reason, { cause: error, fields: [{ field: 'slug', reason }] })
    }
  }
  await withNewEmpresa(begin.scopeOf(id), insert, begin.work)
  return id
}
