import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '~/env'
import { PrismaClient } from '~/generated/prisma/client'
import { AppError } from './errors'

// Counts, centavos and the shop's ids all fit a safe integer.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Prisma's client inside a unit of work. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>
/** A raw connection inside a unit of work, for set-based SQL and COPY. */
export type Sql = pg.PoolClient

/** Never in a row unless it is asked for by name. */
const OMIT = { user: { passwordHash: true } } as const

type Database = { prisma: PrismaClient; pool: pg.Pool }
/** One per process, also across the reloads of Next's development server. */
const holder = globalThis as { retomaDatabase?: Database }

/** The unscoped database as role `retoma_app`. Fenced: kernel/tenancy, domains/access and named system jobs only. */
export function database(): Database {
  if (holder.retomaDatabase) return holder.retomaDatabase
  const { DATABASE_URL: connectionString } = env()
  if (!connectionString) throw new AppError('INTERNAL', 'DATABASE_URL não está definida.')
  const pool = new pg.Pool({ connectionString, max: 10, application_name: 'retoma' })
  surviveLostConnections(pool)
  return (holder.retomaDatabase = {
    prisma: new PrismaClient({ adapter: new PrismaPg(pool), omit: OMIT }),
    pool,
  })
}

/** A connection that dies, idle or between two statements, must not end the process: the next one replaces it. */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
}

/** Closes every connection of this process. */
export async function closeDatabase(): Promise<void> {
  const open = holder.retomaDatabase
  holder.retomaDatabase = undefined
  await open?.prisma.$disconnect()
  if (open && !open.pool.ended) await open.pool.end()
}
