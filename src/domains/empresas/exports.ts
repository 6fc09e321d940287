import type { Column } from '~/kernel/export/cells'
import { defineExport } from '~/kernel/export/entry'
import { auditFilter, type AuditRow } from './schema'
import { listAudit } from './service/audit-log'
import { actionName } from './texts'

const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))

const columns: Column<AuditRow>[] = [
  { header: 'Quando', width: 18, value: (row) => row.at },
  { header: 'Quem', width: 26, value: (row) => row.actor },
  { header: 'O quê', width: 30, value: (row) => actionName(row.action) },
  { header: 'Item', width: 16, value: (row) => row.entity },
  { header: 'Código do item', width: 38, value: (row) => row.entityId },
  { header: 'Antes', width: 50, value: (row) => json(row.before) },
  { header: 'Depois', width: 50, value: (row) => json(row.after) },
  { header: 'Detalhes', width: 50, value: (row) => json(row.extras) },
  { header: 'IP', width: 16, value: (row) => row.ip },
  { header: 'Caminho', width: 26, value: (row) => row.path },
]

export const auditExport = defineExport({
  role: 'admin',
  meta: { ids: ['user'] },
  input: auditFilter,
  shape: { name: 'auditoria', columns, recipient: () => ({ name: null, phone: null }) },
  read: listAudit,
})
