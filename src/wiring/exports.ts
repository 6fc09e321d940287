import { cartsExport } from '~/domains/carts/exports'
import { customersExport } from '~/domains/customers/exports'
import { auditExport } from '~/domains/empresas/exports'
import { refusedExport } from '~/domains/imports/exports'
import { leadsExport } from '~/domains/leads/exports'
import { messagesExport } from '~/domains/outbox/exports'
import { ordersExport } from '~/domains/orders/exports'
import type { ExportEntry } from '~/kernel/export/entry'

/** Every list that leaves as a file, at /api/export/<empresa>/<name>. */
export const exportEntries: ExportEntry[] = [
  auditExport,
  cartsExport,
  customersExport,
  leadsExport,
  messagesExport,
  ordersExport,
  refusedExport,
]
