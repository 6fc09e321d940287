import { Contact } from 'lucide-react'
import type { Metadata } from 'next'
import { customerFilter } from '~/domains/customers/schema'
import { CUSTOMER_FILTERS, customerColumns } from '~/domains/customers/ui/customer-columns'
import { NewCustomer } from '~/domains/customers/ui/customer-buttons'
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

export const metadata: Metadata = { title: 'Clientes' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function CustomersPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${page.slug}/clientes`
  const read = readFilter(customerFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const [list, choices] = await Promise.all([
    orProblem(page.caller.customers.list({ empresa, ...read.filter, cursor: readList(query).cursor })),
    contactChoices(page),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous, total } = list.answer
  return (
    <>
      <LiveRefresh empresa={empresa} rows="customers" />
      <PageHeader
        brief
        title="Clientes"
        description="Cada pessoa uma vez, reunida por e-mail e telefone."
        actions={page.operates ? <NewCustomer empresa={empresa} /> : null}
      />
      <List
        id="clientes"
        label="Clientes"
        path={path}
        params={query}
        columns={customerColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name ?? row.email ?? 'cliente sem nome'}
        rowHref={(row) => `${path}/${row.id}`}
        next={next}
        previous={previous}
        total={total}
        count={formatCount(total, 'cliente', 'clientes')}
        sort={parseSort(read.filter.sort)}
        search={{ placeholder: 'Nome, telefone, e-mail ou CPF' }}
        filters={CUSTOMER_FILTERS}
        exports={exportLinks(empresa, 'clientes', page.operates)}
        bulk={
          <>
            {choices ? (
              <>
                <ContactSelected empresa={empresa} of="clientes" filter={read.filter} choices={choices} />
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
            icon={Contact}
            title="Os clientes da loja aparecem aqui"
            action={
              <ButtonLink look="primary" href={`/${empresa}/importacoes/nova`}>
                Importar da loja
              </ButtonLink>
            }
          >
            Eles vêm das contas e dos pedidos da loja, pela importação, ou de você, um por um.
          </Empty>
        }
      />
    </>
  )
}
