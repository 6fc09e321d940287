import { TriangleAlert } from 'lucide-react'
import type { Metadata } from 'next'
import { CampaignForm } from '~/domains/campaigns/ui/campaign-form'
import { SEGMENT_CHOICES } from '~/domains/campaigns/ui/segment-choices'
import { offered } from '~/domains/channels/rules/offered'
import { TEMPLATE_KIND_NAMES } from '~/domains/templates/kinds'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { NoAccess } from '../../no-access'
import { openPage } from '../../open-page'

export const metadata: Metadata = { title: 'Nova campanha' }
type Props = { params: Promise<{ empresa: string }> }

export default async function NewCampaignPage({ params }: Props) {
  const { empresa } = await params
  const page = await openPage(empresa)
  if (!page.operates) return <NoAccess slug={empresa} />
  const [templates, connections] = await Promise.all([
    page.caller.messaging.templates.list({ empresa }),
    page.caller.messaging.connections.list({ empresa }),
  ])
  const usable = templates
    .filter(({ active }) => active)
    .sort((a, b) => Number(b.kind === 'livre') - Number(a.kind === 'livre'))
    .map(({ id, name, kind }) => ({ id, name: `${name} (${TEMPLATE_KIND_NAMES[kind]})` }))
  return (
    <>
      <PageHeader title="Nova campanha" crumbs={[{ label: 'Campanhas', href: `/${empresa}/campanhas` }]} />
      <div className="max-w-2xl">
        <Card>
          {usable.length === 0 || connections.length === 0 ? (
            <Empty
              icon={TriangleAlert}
              title="Falta um modelo ou um número"
              action={
                <>
                  <ButtonLink href={`/${empresa}/modelos/novo?kind=livre`}>Escrever um modelo</ButtonLink>
                  <ButtonLink href={`/${empresa}/whatsapp`}>Conectar o WhatsApp</ButtonLink>
                </>
              }
            >
              Uma campanha diz um modelo, por um número conectado.
            </Empty>
          ) : (
            <CampaignForm
              empresa={empresa}
              templates={usable}
              connections={offered(connections).map(({ id, name, simulated }) => ({ id, name, simulated }))}
              choices={SEGMENT_CHOICES}
            />
          )}
        </Card>
      </div>
    </>
  )
}
