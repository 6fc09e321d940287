import { formatPhone } from '~/kernel/br'
import { defineExport } from '~/kernel/export/entry'
import type { ExportShape } from '~/kernel/export/file'
import { pageOfLeads } from './query'
import { leadFilter, type LeadRow } from './schema'

const shape: ExportShape<LeadRow> = {
  name: 'leads',
  recipient: (row) => row,
  columns: [
    { header: 'Nome', width: 32, value: (row) => row.name },
    { header: 'E-mail', width: 32, value: (row) => row.email },
    { header: 'Telefone', width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
    { header: 'UF', width: 6, value: (row) => row.uf },
    { header: 'Tamanho', width: 14, value: (row) => row.size },
    { header: 'Formulário', width: 22, value: (row) => row.formName ?? row.formId },
    { header: 'Recebido em', width: 18, value: (row) => row.capturedAt },
    { header: 'Já é cliente', width: 12, value: (row) => row.customerId !== null },
    { header: 'Contatado em', width: 18, value: (row) => row.contactedAt },
    { header: 'Contatado por', width: 20, value: (row) => row.contactedBy },
  ],
}

/** Leads as the filter shows them (lead-4). */
export const leadsExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer'] },
  input: leadFilter,
  shape,
  read: (unit, { cursor, size, ...filter }) => pageOfLeads(unit, filter, { cursor, size }),
})
