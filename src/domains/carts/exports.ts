import { formatPhone } from '~/kernel/br'
import { defineExport } from '~/kernel/export/entry'
import type { ExportShape } from '~/kernel/export/file'
import { pageOfCarts } from './query'
import { cartFilter, type CartRow } from './schema'
import { CART_STATUS_NAMES, KIND_NAMES } from './texts'

const shape: ExportShape<CartRow> = {
  name: 'carrinhos',
  recipient: (row) => row,
  columns: [
    { header: 'Nome', width: 32, value: (row) => row.name },
    { header: 'E-mail', width: 32, value: (row) => row.email },
    { header: 'Telefone', width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
    { header: 'Cidade', width: 22, value: (row) => row.city },
    { header: 'UF', width: 6, value: (row) => row.uf },
    { header: 'Situação', width: 14, value: (row) => CART_STATUS_NAMES[row.status] },
    { header: 'Recuperação', width: 14, value: (row) => row.recoveryKind && KIND_NAMES[row.recoveryKind] },
    { header: 'Pedido', width: 10, value: (row) => row.order?.number ?? null },
    { header: 'Itens', width: 8, value: (row) => row.itemCount },
    { header: 'Valor (R$)', width: 14, value: (row) => ({ centavos: row.totalCentavos }) },
    { header: 'Última atividade', width: 18, value: (row) => row.lastActivityAt },
    { header: 'Prazo até', width: 18, value: (row) => row.windowEndsAt },
    { header: 'E-mail enviado em', width: 18, value: (row) => row.emailSentAt },
    { header: 'E-mail enviado por', width: 20, value: (row) => row.emailSentBy },
    { header: 'WhatsApp enviado em', width: 20, value: (row) => row.whatsappSentAt },
    { header: 'WhatsApp enviado por', width: 20, value: (row) => row.whatsappSentBy },
  ],
}

/** Carts as the filter shows them. */
export const cartsExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer'] },
  input: cartFilter,
  shape,
  read: (unit, { cursor, size, ...filter }) => pageOfCarts(unit, filter, { cursor, size }),
})
