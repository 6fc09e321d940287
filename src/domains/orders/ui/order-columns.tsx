import { BadgeCheck } from 'lucide-react'
import Link from 'next/link'
import { PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import type { Column, Filter } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Status } from '~/ui/status'
import { COUNTED, type OrderRow } from '../schema'
import { orderStatusName } from '../texts'
import { OrderStatusMark } from './order-status'

/** Filters of the list of orders; `statuses` are those that the empresa's orders have. */
export function orderFilters(statuses: readonly string[]): Filter[] {
  return [
    { kind: 'period', label: 'Data', options: PERIOD_OPTIONS, all: 'Desde o começo' },
    {
      kind: 'choice',
      param: 'status',
      label: 'Status',
      options: [
        { value: COUNTED, label: 'Contam como venda' },
        ...statuses.map((status) => ({ value: status, label: orderStatusName(status) })),
      ],
    },
    { kind: 'choice', param: 'uf', label: 'UF', options: UF_OPTIONS, all: 'Todas' },
  ]
}

/** Columns of the list of orders. */
export function orderColumns({
  slug,
  now,
  timezone,
}: {
  slug: string
  now: Date
  timezone: string
}): Column<OrderRow>[] {
  return [
    {
      id: 'numero',
      header: 'Pedido',
      card: 'title',
      width: '6rem',
      cell: (row) => `#${row.number.toString()}`,
    },
    { id: 'nome', header: 'Cliente', cell: (row) => <Buyer order={row} slug={slug} /> },
    { id: 'status', header: 'Status', cell: (row) => <OrderStatusMark status={row.status} /> },
    {
      id: 'valor',
      header: 'Total',
      align: 'end',
      card: 'aside',
      sort: { key: 'valor', first: 'desc', labels: { desc: 'Maior valor', asc: 'Menor valor' } },
      cell: (row) => <Money centavos={row.totalCentavos} currency={row.currency} />,
    },
    {
      id: 'reembolso',
      header: 'Reembolsado',
      align: 'end',
      card: 'none',
      cell: (row) =>
        row.refundedCentavos > 0 ? <Money centavos={row.refundedCentavos} currency={row.currency} /> : null,
    },
    {
      id: 'itens',
      header: 'Itens',
      align: 'end',
      cardLabel: true,
      cell: (row) => row.itemCount.toLocaleString('pt-BR'),
    },
    { id: 'uf', header: 'UF', width: '3.5rem', cell: (row) => row.uf },
    {
      id: 'pagamento',
      header: 'Pagamento',
      hidden: true,
      card: 'none',
      cell: (row) => row.paymentTitle ?? '—',
    },
    {
      id: 'carrinho',
      header: 'Carrinho',
      cell: (row) => row.recoveredCartId && <RecoveredCart cart={row.recoveredCartId} slug={slug} />,
    },
    {
      id: 'data',
      header: 'Data',
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => <Moment at={row.placedAt} now={now} timezone={timezone} />,
    },
  ]
}

function Buyer({ order, slug }: { order: OrderRow; slug: string }) {
  const name = order.name ?? order.email ?? 'Sem nome'
  if (!order.customerId) return <span>{name}</span>
  return (
    <Link
      href={`/${slug}/clientes/${order.customerId}`}
      prefetch={false}
      className="hover:underline max-md:inline-block max-md:py-1"
    >
      {name}
    </Link>
  )
}

function RecoveredCart({ cart, slug }: { cart: string; slug: string }) {
  return (
    <Link
      href={`/${slug}/carrinhos/${cart}`}
      prefetch={false}
      className="inline-flex rounded-full hover:underline max-md:py-1"
    >
      <Status icon={BadgeCheck} tone="jade">
        Recuperado
      </Status>
    </Link>
  )
}
