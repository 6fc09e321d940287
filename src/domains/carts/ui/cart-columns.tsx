import { withLooks } from '~/ui/list/looks'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Phone } from '~/ui/phone'
import { CART_LIST_COLUMNS } from '../columns'
import type { CartRow } from '../schema'
import { CartStatusMark, reasonText } from './cart-status'

/** Columns of the list of carts. */
export function cartColumns({ now, timezone }: { now: Date; timezone: string }): Column<CartRow>[] {
  const moment = (at: Date | null) => (at ? <Moment at={at} now={now} timezone={timezone} /> : null)
  const mark = (at: Date | null, by: string | null) =>
    at && (
      <>
        {by} {moment(at)}
      </>
    )
  return withLooks(CART_LIST_COLUMNS, {
    nome: { card: 'title', cell: (row) => row.name ?? row.email ?? 'Sem nome' },
    valor: {
      align: 'end',
      card: 'aside',
      sort: { key: 'valor', first: 'desc', labels: { desc: 'Maior valor', asc: 'Menor valor' } },
      cell: (row) => <Money centavos={row.totalCentavos} currency={row.currency} />,
    },
    itens: { align: 'end', card: 'none', cell: (row) => row.itemCount.toLocaleString('pt-BR') },
    situacao: {
      cell: (row) => (
        <span className="flex max-w-full items-center gap-x-2">
          <CartStatusMark status={row.status} />
          <span title={reasonText(row, now)} className="min-w-0 truncate text-xs text-faint md:max-w-60">
            {reasonText(row, now)}
          </span>
        </span>
      ),
    },
    telefone: { card: 'none', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    email: { card: 'none', cell: (row) => row.email },
    cidade: { card: 'none', cell: (row) => row.city },
    uf: { width: '3.5rem', card: 'none', cell: (row) => row.uf },
    data: {
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => moment(row.lastActivityAt),
    },
    prazo: { card: 'none', cell: (row) => moment(row.windowEndsAt) },
    'email-enviado': { card: 'none', cell: (row) => mark(row.emailSentAt, row.emailSentBy) },
    'whatsapp-enviado': {
      card: 'none',
      cell: (row) => mark(row.whatsappSentAt, row.whatsappSentBy),
    },
  })
}
