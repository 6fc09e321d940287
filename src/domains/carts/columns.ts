import { formatPhone } from '~/kernel/br'
import type { ListColumn } from '~/kernel/list-columns'
import type { CartRow } from './schema'
import { CART_STATUS_NAMES, KIND_NAMES } from './texts'

/** Columns of the list of carts and of its file. */
export const CART_LIST_COLUMNS = [
  { id: 'nome', header: 'Nome', file: { width: 32, value: (row) => row.name ?? row.email } },
  {
    id: 'valor',
    header: 'Valor',
    file: [
      { width: 14, value: (row) => ({ centavos: row.totalCentavos }) },
      { header: 'Moeda', width: 8, value: (row) => row.currency },
    ],
  },
  { id: 'itens', header: 'Itens', file: { width: 8, value: (row) => row.itemCount } },
  {
    id: 'situacao',
    header: 'Situação',
    file: [
      { width: 14, value: (row) => CART_STATUS_NAMES[row.status] },
      { header: 'Recuperação', width: 14, value: (row) => row.recoveryKind && KIND_NAMES[row.recoveryKind] },
      { header: 'Pedido', width: 10, value: (row) => row.order?.shown ?? null },
    ],
  },
  {
    id: 'telefone',
    header: 'Telefone',
    file: { width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
  },
  { id: 'email', header: 'E-mail', hidden: true, file: { width: 32, value: (row) => row.email } },
  { id: 'cidade', header: 'Cidade', hidden: true, file: { width: 22, value: (row) => row.city } },
  { id: 'uf', header: 'UF', file: { width: 6, value: (row) => row.uf } },
  {
    id: 'data',
    header: 'Parado',
    file: { header: 'Última atividade', width: 18, value: (row) => row.lastActivityAt },
  },
  { id: 'prazo', header: 'Prazo até', hidden: true, file: { width: 18, value: (row) => row.windowEndsAt } },
  {
    id: 'email-enviado',
    header: 'E-mail enviado',
    hidden: true,
    file: [
      { header: 'E-mail enviado em', width: 18, value: (row) => row.emailSentAt },
      { header: 'E-mail enviado por', width: 20, value: (row) => row.emailSentBy },
    ],
  },
  {
    id: 'whatsapp-enviado',
    header: 'WhatsApp enviado',
    hidden: true,
    file: [
      { header: 'WhatsApp enviado em', width: 20, value: (row) => row.whatsappSentAt },
      { header: 'WhatsApp enviado por', width: 20, value: (row) => row.whatsappSentBy },
    ],
  },
] as const satisfies readonly ListColumn<CartRow>[]
