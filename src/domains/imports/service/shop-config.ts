import type { ShopConfig } from '~/adapters/shop/records'
import { AppError } from '~/kernel/errors'
import { unseal } from '~/kernel/secrets'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { ConnectionKind } from '../schema'
import { storedConnection } from './connections'

/** How to reach the shop, with its secrets opened. Lives in memory only while it is used: never log or return it. */
export async function shopConfigOf(scope: EmpresaScope, kind: ConnectionKind): Promise<ShopConfig> {
  const stored = await withEmpresa(scope, (ctx) => storedConnection(ctx, kind))
  const { prefix, file } = stored
  if (kind === 'dump') {
    if (!file?.complete)
      throw new AppError('SOURCE_INVALID', 'Envie o arquivo de exportação do banco antes de importar.')
    return { kind, prefix, fileName: file.name, open: () => readFile(scope, file.id) }
  }
  const open = (sealed: string | null) => (sealed === null ? null : unseal(sealed, scope.empresaId))
  const mysql = {
    host: stored.host ?? '',
    port: stored.port ?? 3306,
    database: stored.database ?? '',
    username: stored.username ?? '',
    password: open(stored.passwordSealed) ?? '',
    tls: stored.tls,
  }
  if (kind === 'mysql') return { kind, prefix, mysql }
  const ssh = {
    host: stored.sshHost ?? '',
    port: stored.sshPort ?? 22,
    username: stored.sshUsername ?? '',
    password: open(stored.sshPasswordSealed),
    privateKey: open(stored.sshKeySealed),
    hostKey: stored.sshHostKey,
  }
  return { kind, prefix, mysql, ssh }
}

/** The bytes of a stored export file, a chunk a unit of work: memory stays flat. */
async function* readFile(scope: EmpresaScope, fileId: string): AsyncGenerator<Uint8Array> {
  for (let n = 0; ; n++) {
    const bytes = await withEmpresaSql(scope, async ({ sql, empresaId }) => {
      const { rows } = await sql.query<{ bytes: Buffer }>(
        'SELECT bytes FROM import_file_chunks WHERE empresa_id = $1 AND file_id = $2 AND n = $3',
        [empresaId, fileId, n],
      )
      return rows[0]?.bytes
    })
    if (!bytes) return
    yield bytes
  }
}
