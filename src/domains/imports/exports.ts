import { defineExport } from '~/kernel/export/entry'
import { REFUSED_LIST_COLUMNS } from './columns'
import { runRef } from './schema'
import { getRun, listRefused } from './service/runs'

/** The rows of one run that could not be read, with their reasons (imp-8). */
export const refusedExport = defineExport({
  role: 'operator',
  meta: { ids: ['import'] },
  input: runRef,
  name: 'recusadas',
  columns: REFUSED_LIST_COLUMNS,
  check: (unit, { id }) => getRun(unit, id),
  recipient: () => ({ name: null, phone: null }),
  read: async (unit, input) => ({ ...(await listRefused(unit, input)), previous: null }),
})
