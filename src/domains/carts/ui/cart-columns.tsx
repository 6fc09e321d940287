import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Phone } from '~/ui/phone'
import type { CartRow } from '../schema'
import { CartStatusMark, reasonText } from './cart-status'

/** Columns of the list of carts. */
export function cartColumns({ now, timezone }: { now: Date; timezone: string }): Column<CartRow>[] {
  return [
    { id: 'nome', header: 'Nome', card: 'title', cell: (row) => row.name ?? row.email ?? 'Sem nome' },
    {
      id: 'valor',
      header: 'Valor',
      align: 'end',
      card: 'aside',
      sort: { key: 'valor', first: 'desc', labels: { desc: 'Maior valor', asc: 'Menor valor' } },
      cell: (row) => <Money centavos={row.totalCentavos} />,
    },
    {
      id: 'itens',
      header: 'Itens',
      align: 'end',
      cardLabel: true,
      cell: (row) => row.itemCount.toLocaleString('pt-BR'),
    },
    {
      id: 'situacao',
      header: 'Situação',
      cell: (row) => (
        <span className="inline-flex max-w-full items-center gap-x-2 max-md:flex-wrap">
          <CartStatusMark status={row.status} />
          <span title={reasonText(row, now)} className="text-xs text-faint md:max-w-60 md:truncate">
            {reasonText(row, now)}
          </span>
        </span>
      ),
    },
    { id: 'telefone', header: 'Telefone', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    { id: 'email', header: 'E-mail', hidden: true, card: 'none', cell: (row) => row.email ?? '—' },
    { id: 'uf', header: 'UF', width: '3.5rem', cell: (row) => row.uf },
    {
      id: 'data',
      header: 'Parado',
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => <Moment at={row.lastActivityAt} now={now} timezone={timezone} />,
    },
  ]
}
