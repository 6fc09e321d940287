import { formatPhone } from '~/kernel/br'
import type { ListColumn } from '~/kernel/list-columns'
import type { OrderRow } from './schema'
import { orderStatusName } from './texts'

/** A plain number stays one in a file, so that it sorts; one with letters or zeros before it is a text. */
const fileNumber = (shown: string) => (/^[1-9]\d{0,14}$/.test(shown) ? Number(shown) : shown)

/** Columns of the list of orders and of its file. */
export const ORDER_LIST_COLUMNS = [
  { id: 'numero', header: 'Pedido', file: { width: 10, value: (row) => fileNumber(row.shown) } },
  { id: 'nome', header: 'Cliente', file: { width: 32, value: (row) => row.name ?? row.email } },
  { id: 'email', header: 'E-mail', hidden: true, file: { width: 32, value: (row) => row.email } },
  {
    id: 'telefone',
    header: 'Telefone',
    hidden: true,
    file: { width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
  },
  { id: 'status', header: 'Status', file: { width: 22, value: (row) => orderStatusName(row.status) } },
  {
    id: 'valor',
    header: 'Total',
    file: [
      { width: 14, value: (row) => ({ centavos: row.totalCentavos }) },
      { header: 'Moeda', width: 8, value: (row) => row.currency },
    ],
  },
  {
    id: 'reembolso',
    header: 'Reembolsado',
    file: { width: 14, value: (row) => ({ centavos: row.refundedCentavos }) },
  },
  {
    id: 'liquido',
    header: 'Líquido',
    hidden: true,
    file: { width: 14, value: (row) => ({ centavos: row.totalCentavos - row.refundedCentavos }) },
  },
  { id: 'itens', header: 'Itens', file: { width: 8, value: (row) => row.itemCount } },
  { id: 'cidade', header: 'Cidade', hidden: true, file: { width: 22, value: (row) => row.city } },
  { id: 'uf', header: 'UF', file: { width: 6, value: (row) => row.uf } },
  {
    id: 'pagamento',
    header: 'Pagamento',
    hidden: true,
    file: { width: 22, value: (row) => row.paymentTitle },
  },
  { id: 'pago', header: 'Pago em', hidden: true, file: { width: 18, value: (row) => row.paidAt } },
  {
    id: 'carrinho',
    header: 'Carrinho',
    file: { header: 'Recuperou carrinho', width: 18, value: (row) => row.recoveredCartId !== null },
  },
  { id: 'data', header: 'Data', file: { width: 18, value: (row) => row.placedAt } },
] as const satisfies readonly ListColumn<OrderRow>[]
