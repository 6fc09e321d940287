import { formatPhone } from '~/kernel/br'
import type { ListColumn } from '~/kernel/list-columns'
import type { LeadRow } from './schema'

/** Columns of the list of leads and of its file. */
export const LEAD_LIST_COLUMNS = [
  { id: 'nome', header: 'Nome', file: { width: 32, value: (row) => row.name ?? row.email } },
  {
    id: 'telefone',
    header: 'Telefone',
    file: { width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
  },
  { id: 'email', header: 'E-mail', hidden: true, file: { width: 32, value: (row) => row.email } },
  { id: 'uf', header: 'UF', file: { width: 6, value: (row) => row.uf } },
  { id: 'tamanho', header: 'Tamanho', file: { width: 14, value: (row) => row.size } },
  { id: 'formulario', header: 'Formulário', file: { width: 22, value: (row) => row.formName ?? row.formId } },
  {
    id: 'cliente',
    header: 'Cliente',
    file: { header: 'Já é cliente', width: 12, value: (row) => row.customerId !== null },
  },
  {
    id: 'contato',
    header: 'Contato',
    file: [
      { header: 'Contatado em', width: 18, value: (row) => row.contactedAt },
      { header: 'Contatado por', width: 20, value: (row) => row.contactedBy },
    ],
  },
  {
    id: 'data',
    header: 'Recebido',
    file: { header: 'Recebido em', width: 18, value: (row) => row.capturedAt },
  },
] as const satisfies readonly ListColumn<LeadRow>[]
