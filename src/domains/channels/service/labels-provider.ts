import type { Label, LabelPort } from '~/adapters/whatsapp/port'
import { AppError } from '~/kernel/errors'
import { withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { openProvider } from './provider'
import { sealedConnection } from './receive'

async function labelsAt(scope: EmpresaScope, connectionId: string): Promise<LabelPort> {
  const provider = openProvider(scope, await sealedConnection(scope, connectionId), scope.now)
  if (!provider.labels) throw new AppError('BAD_INPUT', 'O serviço deste número não tem etiquetas.')
  return provider.labels
}

/**
 * Reads a channel's labels from its provider: new ones are added, those that are gone there are removed here.
 * @throws AppError NOT_FOUND, BAD_INPUT without labels, SOURCE_UNAVAILABLE when the provider is unavailable.
 */
export async function refreshLabels(scope: EmpresaScope, connectionId: string): Promise<void> {
  await keep(scope, connectionId, await (await labelsAt(scope, connectionId)).list(), true)
}

/** Creates a label at the provider. @returns its id there. @throws as refreshLabels */
export async function createLabel(scope: EmpresaScope, connectionId: string, name: string): Promise<string> {
  const made = await (await labelsAt(scope, connectionId)).create(name)
  await keep(scope, connectionId, [made], false)
  return made.id
}

function keep(scope: EmpresaScope, id: string, labels: readonly Label[], all: boolean): Promise<void> {
  return withEmpresaSql(scope, async ({ sql, empresaId }) => {
    await sql.query(
      `INSERT INTO whatsapp_labels AS l (empresa_id, connection_id, label, name)
       SELECT DISTINCT ON (row.id) $1::uuid, $2::uuid, row.id, row.name FROM jsonb_to_recordset($3::jsonb) AS row (id text, name text)
       ON CONFLICT (empresa_id, connection_id, label) DO UPDATE SET name = excluded.name WHERE l.name <> excluded.name`,
      [empresaId, id, JSON.stringify(labels)],
    )
    if (all)
      await sql.query(
        'DELETE FROM whatsapp_labels WHERE empresa_id = $1 AND connection_id = $2 AND NOT label = ANY ($3)',
        [empresaId, id, labels.map((label) => label.id)],
      )
  })
}
