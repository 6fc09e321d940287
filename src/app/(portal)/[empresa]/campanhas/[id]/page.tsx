import { became, BECAME, BECAME_NAMES } from '~/domains/campaigns/schema'
import { CampaignActions } from '~/domains/campaigns/ui/campaign-actions'
import { recipientColumns } from '~/domains/campaigns/ui/campaign-columns'
import { CampaignDraft } from '~/domains/campaigns/ui/campaign-draft'
import { Figure } from '~/domains/campaigns/ui/campaign-figure'
import { CampaignProgress } from '~/domains/campaigns/ui/campaign-progress'
import { CampaignMark } from '~/domains/campaigns/ui/campaign-state'
import { EditTemplate } from '~/domains/templates/ui/edit-template'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { NO_OUTCOME } from '~/domains/templates/outcome-schema'
import { Bubble, PhoneFrame } from '~/domains/channels/ui/phone-frame'
import { Card } from '~/ui/card'
import { List } from '~/ui/list/list'
import { param, readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { PageHeader } from '~/ui/page-header'
import { phoneText } from '~/ui/phone-text'
import { BadAddressView } from '../../bad-address'
import { readCampaign, titled } from '../../one-thing'
import { templateInPlace, unsetVariables } from '../../modelos/unset-variables'
import { idOf, openPage, orProblem, type OpenPage } from '../../open-page'

export const generateMetadata = titled('Campanha', readCampaign, ({ name }) => `Campanha ${name}`)
type Props = { params: Promise<{ empresa: string; id: string }>; searchParams: Promise<SearchParams> }

const REFUSED_OPTIONS = [
  { value: 'nao', label: 'Recebem' },
  { value: 'sim', label: 'Ficam de fora' },
]

export default async function CampaignPage({ params, searchParams }: Props) {
  const [{ empresa, id: address }, query] = await Promise.all([params, searchParams])
  const id = idOf(address)
  const page = await openPage(empresa)
  const wanted = param(query, 'refused')
  const refused = wanted === 'sim' || wanted === 'nao' ? wanted : undefined
  const reason = param(query, 'reason')?.slice(0, 300)
  const figure = became.safeParse(param(query, 'became')).data
  const { cursor } = readList(query)
  const path = `/${empresa}/campanhas/${id}`
  const [campaign, list, outcomes] = await Promise.all([
    readCampaign(empresa, address),
    orProblem(page.caller.campaigns.recipients({ empresa, id, refused, reason, became: figure, cursor })),
    page.caller.campaigns.outcomes({ empresa, ids: [id] }),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const recipients = list.answer
  const valid = campaign.recipients - campaign.refused
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['message']} />
      <PageHeader
        title={campaign.name}
        description={
          <span className="inline-flex flex-wrap items-center gap-2">
            <CampaignMark status={campaign.status} />
            {campaign.templateName} · por {campaign.connectionName} · de {campaign.createdBy},{' '}
            <Moment at={campaign.startedAt ?? campaign.createdAt} now={page.now} timezone={page.timezone} />
          </span>
        }
        crumbs={[{ label: 'Campanhas', href: `/${empresa}/campanhas` }]}
        actions={page.operates ? <CampaignActions empresa={empresa} campaign={campaign} /> : null}
      />
      <div className="mb-5 grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-4">
          {campaign.status === 'rascunho' ? (
            <CampaignDraft
              campaign={campaign}
              templatePath={`/${empresa}/modelos/${campaign.templateId}`}
              moment={{ now: page.now, timezone: page.timezone }}
              edit={page.manages ? <DraftText page={page} templateId={campaign.templateId} /> : null}
            />
          ) : (
            <CampaignProgress
              campaign={campaign}
              outcome={outcomes[0] ?? NO_OUTCOME}
              valid={valid}
              path={path}
              moment={{ now: page.now, timezone: page.timezone }}
            />
          )}
          {campaign.refusals.length > 0 ? (
            <Card title="Quem fica de fora" hint="Os motivos, do mais comum ao mais raro">
              <ul className="text-sm">
                {campaign.refusals.map((refusal) => (
                  <li key={refusal.reason} className="flex gap-3 py-0.5 max-sm:items-center max-sm:py-0">
                    <span className="w-12 shrink-0 text-right font-medium tabular-nums">
                      <Figure
                        value={refusal.count}
                        href={`${path}?reason=${encodeURIComponent(refusal.reason)}`}
                      />
                    </span>
                    <span className="text-soft">{refusal.reason}</span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
        {campaign.previews.length > 0 ? (
          <section aria-label="Como chega" className="mx-auto w-full max-w-sm">
            <PhoneFrame name={page.name} note="conta comercial">
              {campaign.previews.map((preview) => (
                <div key={preview.phone} className="flex flex-col gap-1">
                  <p className="text-2xs text-soft">Para {preview.name ?? phoneText(preview.phone)}</p>
                  <Bubble text={preview.text} />
                </div>
              ))}
            </PhoneFrame>
          </section>
        ) : null}
      </div>
      <List
        id="campanha"
        label="Pessoas da campanha"
        path={path}
        params={query}
        columns={recipientColumns()}
        rows={recipients.rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name ?? row.phoneRaw ?? 'sem nome'}
        next={recipients.next}
        previous={recipients.previous}
        views={[
          { label: 'Todas as pessoas', query: '', count: campaign.recipients },
          ...REFUSED_OPTIONS.map(({ value, label }) => ({
            label,
            query: `refused=${value}`,
            count: value === 'sim' ? campaign.refused : valid,
          })),
        ]}
        filters={[
          {
            kind: 'choice',
            param: 'refused',
            label: 'Quem',
            options: REFUSED_OPTIONS,
          },
          {
            kind: 'choice',
            param: 'became',
            label: 'O que houve',
            options: BECAME.map((value) => ({ value, label: BECAME_NAMES[value] })),
          },
          {
            kind: 'choice',
            param: 'reason',
            label: 'Motivo',
            options: campaign.refusals.map(({ reason: text }) => ({ value: text, label: text })),
          },
        ]}
        empty={<p className="p-6 text-center text-sm text-faint">Ninguém nesta lista.</p>}
      />
    </>
  )
}

/** The campaign's text, changed where its preview is read. */
async function DraftText({ page, templateId }: { page: OpenPage; templateId: string }) {
  const templates = await page.caller.messaging.templates.list({ empresa: page.slug })
  const template = templates.find(({ id }) => id === templateId)
  if (!template) return null
  return (
    <EditTemplate
      empresa={page.slug}
      shop={page.name}
      template={templateInPlace(template)}
      unset={await unsetVariables(page)}
      usedBy={[]}
    />
  )
}
