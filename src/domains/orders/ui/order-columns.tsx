import { BadgeCheck } from 'lucide-react'
import Link from 'next/link'
import { PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import { withLooks } from '~/ui/list/looks'
import type { Column, Filter } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Phone } from '~/ui/phone'
import { Status } from '~/ui/status'
import { ORDER_LIST_COLUMNS } from '../columns'
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
      many: true,
      label: 'Status',
      options: [
        { value: COUNTED, label: 'Contam como venda' },
        ...statuses.map((status) => ({ value: status, label: orderStatusName(status) })),
      ],
    },
    {
      kind: 'choice',
      param: 'noted',
      label: 'Leitura',
      options: [{ value: 'sim', label: 'Com ressalva' }],
    },
    { kind: 'choice', param: 'uf', many: true, label: 'UF', options: UF_OPTIONS, all: 'Todas' },
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
  const moment = (at: Date | null) => (at ? <Moment at={at} now={now} timezone={timezone} /> : null)
  return withLooks(ORDER_LIST_COLUMNS, {
    numero: { card: 'title', width: '6rem', cell: (row) => `#${row.shown}` },
    nome: { cell: (row) => <Buyer order={row} slug={slug} /> },
    email: { card: 'none', cell: (row) => row.email },
    telefone: { card: 'none', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    status: { cell: (row) => <OrderStatusMark status={row.status} /> },
    valor: {
      align: 'end',
      card: 'aside',
      sort: { key: 'valor', first: 'desc', labels: { desc: 'Maior valor', asc: 'Menor valor' } },
      cell: (row) => <Money centavos={row.totalCentavos} currency={row.currency} />,
    },
    reembolso: {
      align: 'end',
      card: 'none',
      cell: (row) =>
        row.refundedCentavos > 0 ? <Money centavos={row.refundedCentavos} currency={row.currency} /> : null,
    },
    liquido: {
      align: 'end',
      card: 'none',
      cell: (row) => <Money centavos={row.totalCentavos - row.refundedCentavos} currency={row.currency} />,
    },
    itens: { align: 'end', card: 'none', cell: (row) => row.itemCount.toLocaleString('pt-BR') },
    cidade: { card: 'none', cell: (row) => row.city },
    uf: { width: '3.5rem', card: 'none', cell: (row) => row.uf },
    pagamento: { card: 'none', cell: (row) => row.paymentTitle },
    pago: { card: 'none', cell: (row) => moment(row.paidAt) },
    carrinho: {
      card: 'none',
      cell: (row) => row.recoveredCartId && <RecoveredCart cart={row.recoveredCartId} slug={slug} />,
    },
    data: {
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => moment(row.placedAt),
    },
  })
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
