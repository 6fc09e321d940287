import { defineExport } from '~/kernel/export/entry'
import { AUDIT_LIST_COLUMNS } from './columns'
import { auditFilter } from './schema'
import { listAudit } from './service/audit-log'

export const auditExport = defineExport({
  role: 'admin',
  meta: { ids: ['user'] },
  input: auditFilter,
  name: 'auditoria',
  columns: AUDIT_LIST_COLUMNS,
  recipient: () => ({ name: null, phone: null }),
  read: listAudit,
})
