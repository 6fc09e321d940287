import { MessageCircleHeart } from 'lucide-react'
import type { Metadata } from 'next'
import { leadFilter } from '~/domains/leads/schema'
import { LeadActions } from '~/domains/leads/ui/lead-actions'
import { leadColumns } from '~/domains/leads/ui/lead-columns'
import { leadFilters } from '~/domains/leads/ui/lead-filters'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { formatCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { ContactSelected } from '~/domains/campaigns/ui/contact-selected'
import { LeadBulk } from '~/domains/leads/ui/lead-bulk'
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
import { LeadFigures } from '../lead-figures'

export const metadata: Metadata = { title: 'Leads' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function LeadsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${page.slug}/leads`
  const read = readFilter(leadFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const { filter } = read
  const { cursor } = readList(query)
  const [list, stats, options, choices] = await Promise.all([
    orProblem(page.caller.leads.list({ empresa, ...filter, cursor })),
    page.caller.leads.stats({ empresa, ...filter }),
    page.caller.leads.options({ empresa }),
    contactChoices(page),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous, total, message } = list.answer
  return (
    <>
      <LiveRefresh empresa={empresa} rows="leads" />
      <PageHeader brief title="Leads" description="Quem deixou o contato nos formulários da loja." />
      <LeadFigures stats={stats} path={path} params={query} />
      <List
        id="leads"
        label="Leads"
        path={path}
        params={query}
        columns={leadColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name ?? row.email ?? 'lead sem nome'}
        rowHref={(row) => `${path}/${row.id}`}
        rowActions={(row) => (
          <LeadActions
            empresa={empresa}
            lead={{ id: row.id, name: row.name, phone: row.phone, contacted: row.contactedAt !== null }}
            template={message}
            canMark={page.operates}
          />
        )}
        next={next}
        previous={previous}
        total={total}
        count={formatCount(total, 'lead', 'leads')}
        sort={parseSort(filter.sort)}
        search={{ placeholder: 'Nome, telefone ou e-mail' }}
        filters={leadFilters(options)}
        exports={exportLinks(empresa, 'leads', page.operates)}
        shortcuts={[
          { key: 'w', label: 'Chamar no WhatsApp' },
          { key: 'c', label: 'Marcar ou desfazer contatado' },
        ]}
        bulk={
          <>
            {choices ? (
              <>
                <LeadBulk empresa={empresa} filter={filter} />
                <ContactSelected empresa={empresa} of="leads" filter={filter} choices={choices} />
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
            icon={MessageCircleHeart}
            title="Os leads da loja aparecem aqui"
            action={
              <ButtonLink look="primary" href={`/${empresa}/importacoes/nova`}>
                Importar da loja
              </ButtonLink>
            }
          >
            Eles vêm dos formulários do site, pela importação.
          </Empty>
        }
      />
    </>
  )
}
