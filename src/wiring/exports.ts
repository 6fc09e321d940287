import { auditExport } from '~/domains/empresas/exports'
import type { ExportEntry } from '~/kernel/export/entry'

/** Every list that leaves as a file, at /api/export/<empresa>/<name>. */
export const exportEntries: ExportEntry[] = [auditExport]
