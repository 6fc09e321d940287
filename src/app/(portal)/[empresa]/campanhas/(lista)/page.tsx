import { Megaphone, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { campaignColumns } from '~/domains/campaigns/ui/campaign-columns'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { ButtonLink } from '~/ui/button'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { openPage, orProblem } from '../../open-page'

export const metadata: Metadata = { title: 'Campanhas' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function CampaignsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const path = `/${empresa}/campanhas`
  const list = await orProblem(page.caller.campaigns.list({ empresa, cursor: readList(query).cursor }))
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous } = list.answer
  const outcomes = await page.caller.campaigns.outcomes({ empresa, ids: rows.map(({ id }) => id) })
  const add = page.operates ? (
    <ButtonLink look="primary" href={`${path}/nova`} icon={<Plus size={16} aria-hidden />}>
      Nova campanha
    </ButtonLink>
  ) : null
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['message']} rows="campaigns" />
      <PageHeader
        brief
        title="Campanhas"
        description="Uma mensagem para muita gente, no ritmo certo."
        actions={add}
      />
      <List
        id="campanhas"
        label="Campanhas"
        path={path}
        params={query}
        columns={campaignColumns(page, outcomes)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={(row) => `${path}/${row.id}`}
        next={next}
        previous={previous}
        empty={
          <Empty icon={Megaphone} title="As suas campanhas aparecem aqui" action={add}>
            Escolha um grupo de pessoas ou traga uma lista. Antes de enviar você vê quem recebe, quem não, e
            por quê.
          </Empty>
        }
      />
    </>
  )
}
