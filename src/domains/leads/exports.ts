import { defineExport } from '~/kernel/export/entry'
import { LEAD_LIST_COLUMNS } from './columns'
import { pageOfLeads } from './query'
import { leadFilter } from './schema'

/** Leads as the filter shows them (lead-4). */
export const leadsExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer', 'lead'] },
  input: leadFilter,
  name: 'leads',
  columns: LEAD_LIST_COLUMNS,
  recipient: (row) => row,
  read: (unit, { cursor, size, ...filter }) => pageOfLeads(unit, filter, { cursor, size }),
})
