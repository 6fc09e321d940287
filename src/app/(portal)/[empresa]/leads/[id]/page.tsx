import { LeadActions } from '~/domains/leads/ui/lead-actions'
import { ClientMark, ContactedMark } from '~/domains/leads/ui/lead-columns'
import { SendByHand } from '~/domains/outbox/ui/send-by-hand'
import { fillMessage, firstName } from '~/kernel/message'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { Moment } from '~/ui/moment-view'
import { PageHeader } from '~/ui/page-header'
import { CopyText, Phone } from '~/ui/phone'
import { readLead, titled } from '../../one-thing'
import { idOf, openPage } from '../../open-page'
import { TimelineCard } from '../../timeline-card'
import { sendingNumbers } from '../../sending-numbers'
import { RecordNotes } from '../../record-notes'

export const generateMetadata = titled(
  'Lead',
  readLead,
  ({ name, email }) => `Lead de ${name ?? email ?? 'alguém sem nome'}`,
)
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function LeadPage({ params }: Props) {
  const { empresa, id: address } = await params
  const id = idOf(address)
  const page = await openPage(empresa)
  const [lead, timeline, numbers] = await Promise.all([
    readLead(empresa, address),
    page.caller.conversations.leadTimeline({ empresa, leadId: id, size: 30 }),
    sendingNumbers(page),
  ])
  return (
    <>
      <PageHeader
        title={lead.name ?? lead.email ?? 'Lead sem nome'}
        crumbs={[{ label: 'Leads', href: `/${empresa}/leads` }]}
        actions={
          <>
            {lead.phone ? (
              <SendByHand
                empresa={empresa}
                shop={page.name}
                numbers={numbers}
                phone={lead.phone}
                name={lead.name}
                text={fillMessage(lead.message, { nome: firstName(lead.name) }) ?? ''}
                about={{ leadId: id }}
              />
            ) : null}
            <LeadActions
              wide
              empresa={empresa}
              lead={{ id, name: lead.name, phone: lead.phone, contacted: lead.contactedAt !== null }}
              template={lead.message}
              canMark={page.operates}
            />
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Contato">
          <Facts
            items={[
              { label: 'Telefone', value: <Phone e164={lead.phone} raw={lead.phoneRaw} /> },
              {
                label: 'E-mail',
                value: lead.email ? <CopyText text={lead.email} value={lead.email} what="e-mail" /> : null,
              },
              { label: 'UF', value: lead.uf },
              {
                label: 'Cliente',
                value: lead.customerId ? <ClientMark lead={lead} slug={empresa} /> : 'Ainda não é',
              },
              {
                label: 'Contato',
                value: <ContactedMark lead={lead} now={page.now} timezone={page.timezone} />,
              },
            ]}
          />
        </Card>
        <Card title="O que preencheu">
          <Facts
            items={[
              {
                label: 'Recebido',
                value: <Moment absolute at={lead.capturedAt} now={page.now} timezone={page.timezone} />,
              },
              { label: 'Formulário', value: lead.formName ?? `${lead.formPlugin} ${lead.formId}` },
              { label: 'Tamanho', value: lead.size },
              ...lead.extra.map(({ field, value }) => ({ label: field, value })),
              { label: 'Página', value: lead.url },
            ]}
          />
        </Card>
        <TimelineCard timeline={timeline} page={page} />
        <Card>
          <RecordNotes of="leads" empresa={empresa} id={id} notes={lead.notes} disabled={!page.operates} />
        </Card>
      </div>
    </>
  )
}
