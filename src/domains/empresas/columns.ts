import type { ListColumn } from '~/kernel/list-columns'
import type { AuditRow } from './schema'
import { ENTITY_NAMES, actionName } from './texts'

const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))

/** Columns of the audit log and of its file. */
export const AUDIT_LIST_COLUMNS = [
  { id: 'acao', header: 'O quê', file: { width: 30, value: (row) => actionName(row.action) } },
  { id: 'quem', header: 'Quem', file: { width: 26, value: (row) => row.actor } },
  {
    id: 'mudanca',
    header: 'O que mudou',
    file: [
      { header: 'Antes', width: 50, value: (row) => json(row.before) },
      { header: 'Depois', width: 50, value: (row) => json(row.after) },
      { header: 'Detalhes', width: 50, value: (row) => json(row.extras) },
    ],
  },
  {
    id: 'item',
    header: 'Código',
    hidden: true,
    file: [
      { header: 'Item', width: 22, value: (row) => ENTITY_NAMES[row.entity] ?? row.entity },
      { header: 'Código do item', width: 38, value: (row) => row.entityId },
    ],
  },
  { id: 'ip', header: 'IP', file: { width: 16, value: (row) => row.ip } },
  { id: 'caminho', header: 'Caminho', hidden: true, file: { width: 26, value: (row) => row.path } },
  { id: 'quando', header: 'Quando', file: { width: 18, value: (row) => row.at } },
] as const satisfies readonly ListColumn<AuditRow>[]
