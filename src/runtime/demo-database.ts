import pg from 'pg'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { isLocalName } from '~/kernel/public-host'

/**
 * The demonstration makes users whose password is published and moves the product's clock: only on this machine's own
 * database. @throws AppError BAD_INPUT when DATABASE_URL or DATABASE_OWNER_URL names a server elsewhere.
 */
export function refuseForeignDatabase(): void {
  const { DATABASE_URL, DATABASE_OWNER_URL } = env()
  for (const url of [DATABASE_URL, DATABASE_OWNER_URL]) {
    // pg's own reading: `?host=` wins over the address, and a path is a socket of this machine.
    const host = url ? new pg.Client({ connectionString: url }).host : null
    if (host === null || host.startsWith('/') || isLocalName(host)) continue
    throw new AppError(
      'BAD_INPUT',
      `A demonstração cria pessoas com senha conhecida e não roda no banco de ${host}. Tire DATABASE_URL do ambiente (e do .env) para usar o banco embutido.`,
    )
  }
}
