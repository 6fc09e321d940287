import { ReceiptText } from 'lucide-react'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { orderFilter } from '~/domains/orders/schema'
import { orderColumns, orderFilters } from '~/domains/orders/ui/order-columns'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { ContactSelected } from '~/domains/campaigns/ui/contact-selected'
import { CopySelected } from '~/ui/list/copy-selected'
import { List } from '~/ui/list/list'
import { parseSort, readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { contactChoices } from '../../contact-choices'
import { exportLinks } from '../../export-links'
import { openPage, orProblem, readFilter } from '../../open-page'
import { OrderFigures, OrderFiguresSkeleton } from '../order-figures'

export const metadata: Metadata = { title: 'Pedidos' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function OrdersPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${page.slug}/pedidos`
  const read = readFilter(orderFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const { filter } = read
  const [list, statuses, choices] = await Promise.all([
    orProblem(page.caller.orders.list({ empresa, ...filter, cursor: readList(query).cursor })),
    page.caller.orders.statuses({ empresa }),
    contactChoices(page),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous, total } = list.answer
  return (
    <>
      <LiveRefresh empresa={empresa} rows="orders" />
      <PageHeader brief title="Pedidos" description="As vendas da loja, com reembolsos descontados." />
      <Suspense fallback={<OrderFiguresSkeleton />}>
        <OrderFigures page={page} filter={filter} path={path} params={query} />
      </Suspense>
      <List
        id="pedidos"
        label="Pedidos"
        path={path}
        params={query}
        columns={orderColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => `pedido ${row.shown}`}
        rowHref={(row) => `${path}/${row.id}`}
        next={next}
        previous={previous}
        total={total}
        count={formatCount(total, 'pedido', 'pedidos')}
        sort={parseSort(filter.sort)}
        search={{ placeholder: 'Número, nome, telefone, e-mail ou CPF' }}
        filters={orderFilters(statuses)}
        exports={exportLinks(empresa, 'pedidos', page.operates)}
        bulk={
          <>
            {choices ? (
              <>
                <ContactSelected empresa={empresa} of="pedidos" filter={filter} choices={choices} />
              </>
            ) : null}
            <CopySelected
              one="telefone"
              many="telefones"
              values={Object.fromEntries(rows.map((row) => [row.id, row.phone]))}
            />
          </>
        }
        empty={
          <Empty
            icon={ReceiptText}
            title="Os pedidos da loja aparecem aqui"
            action={
              <ButtonLink look="primary" href={`/${empresa}/importacoes/nova`}>
                Importar da loja
              </ButtonLink>
            }
          >
            Eles vêm do WooCommerce, pela importação.
          </Empty>
        }
      />
    </>
  )
}
