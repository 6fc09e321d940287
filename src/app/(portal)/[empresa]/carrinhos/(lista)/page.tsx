import { ShoppingCart } from 'lucide-react'
import type { Metadata } from 'next'
import { cartFilter } from '~/domains/carts/schema'
import { CartActions } from '~/domains/carts/ui/cart-actions'
import { cartColumns } from '~/domains/carts/ui/cart-columns'
import { cartFilters, cartViews } from '~/domains/carts/ui/cart-filters'
import { cartToActOn } from '~/domains/carts/ui/cart-to-act-on'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { ContactSelected } from '~/domains/campaigns/ui/contact-selected'
import { CartBulk } from '~/domains/carts/ui/cart-bulk'
import { CopySelected } from '~/ui/list/copy-selected'
import { List } from '~/ui/list/list'
import { all, parseSort, readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { contactChoices } from '../../contact-choices'
import { exportLinks } from '../../export-links'
import { openPage, orProblem, readFilter } from '../../open-page'
import { CartFigures } from '../cart-figures'

export const metadata: Metadata = { title: 'Carrinhos' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/** What a tab keeps of the address: search and filters, without what the tab itself chooses. */
function keptBy(params: SearchParams): URLSearchParams {
  const names = ['busca', 'periodo', 'de', 'ate', 'sent', 'uf', 'customer']
  return new URLSearchParams(names.flatMap((name) => all(params, name).map((value) => [name, value])))
}

export default async function CartsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${page.slug}/carrinhos`
  const read = readFilter(cartFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const { filter } = read
  const [list, figures, choices] = await Promise.all([
    orProblem(page.caller.carts.list({ empresa, ...filter, cursor: readList(query).cursor })),
    page.caller.reports.carts({ empresa, ...filter }),
    contactChoices(page),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous, total, message } = list.answer
  return (
    <>
      <LiveRefresh empresa={empresa} rows="carts" />
      <PageHeader brief title="Carrinhos" description="Quem encheu o carrinho e parou, e quem voltou." />
      <CartFigures figures={figures} currency={page.currency} path={path} kept={keptBy(query)} />
      <List
        id="carrinhos"
        label="Carrinhos"
        path={path}
        params={query}
        columns={cartColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name ?? row.email ?? 'carrinho sem nome'}
        rowHref={(row) => `${path}/${row.id}`}
        rowActions={(row) => (
          <CartActions empresa={empresa} cart={cartToActOn(row, message)} canMark={page.operates} />
        )}
        next={next}
        previous={previous}
        total={total}
        count={formatCount(total, 'carrinho', 'carrinhos')}
        sort={parseSort(filter.sort)}
        search={{ placeholder: 'Nome, telefone ou e-mail' }}
        filters={cartFilters(filter)}
        views={cartViews(figures, keptBy(query), filter.status)}
        exports={exportLinks(empresa, 'carrinhos', page.operates)}
        shortcuts={[
          { key: 'w', label: 'Chamar no WhatsApp' },
          { key: 'e', label: 'Marcar e-mail enviado' },
          { key: 'z', label: 'Marcar WhatsApp enviado' },
        ]}
        bulk={
          <>
            {choices ? (
              <>
                <CartBulk empresa={empresa} filter={filter} />
                <ContactSelected empresa={empresa} of="carrinhos" filter={filter} choices={choices} />
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
            icon={ShoppingCart}
            title="Os carrinhos da loja aparecem aqui"
            action={
              <ButtonLink look="primary" href={`/${empresa}/importacoes/nova`}>
                Importar da loja
              </ButtonLink>
            }
          >
            Eles vêm do plugin de carrinho abandonado, pela importação.
          </Empty>
        }
      />
    </>
  )
}
