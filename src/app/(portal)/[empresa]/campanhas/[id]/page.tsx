import { TriangleAlert } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { became, BECAME, BECAME_NAMES, type Became, type CampaignDetail } from '~/domains/campaigns/schema'
import { CampaignActions } from '~/domains/campaigns/ui/campaign-actions'
import { recipientColumns } from '~/domains/campaigns/ui/campaign-columns'
import { CampaignMark } from '~/domains/campaigns/ui/campaign-state'
import { LiveRefresh } from '~/domains/messaging/ui/live-refresh'
import { Bubble, PhoneFrame } from '~/domains/messaging/ui/phone-frame'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { List } from '~/ui/list/list'
import { param, readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { percent } from '~/ui/money'
import { PageHeader } from '~/ui/page-header'
import { phoneText } from '~/ui/phone-text'
import { Progress } from '~/ui/progress'
import { Notice } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { idOf, openPage, orProblem } from '../../open-page'

export const metadata: Metadata = { title: 'Campanha' }
type Props = { params: Promise<{ empresa: string; id: string }>; searchParams: Promise<SearchParams> }

const REFUSED_OPTIONS = [
  { value: 'nao', label: 'Recebem' },
  { value: 'sim', label: 'Ficam de fora' },
]
const count = (value: number) => value.toLocaleString('pt-BR')

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
  const [campaign, list] = await Promise.all([
    page.caller.campaigns.get({ empresa, id }),
    orProblem(page.caller.campaigns.recipients({ empresa, id, refused, reason, became: figure, cursor })),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const people = list.answer
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
            <Draft
              campaign={campaign}
              templatePath={`/${empresa}/modelos/${campaign.templateId}`}
              moment={{ now: page.now, timezone: page.timezone }}
            />
          ) : (
            <Sending
              campaign={campaign}
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
        rows={people.rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.name ?? row.phoneRaw ?? 'sem nome'}
        next={people.next}
        previous={people.previous}
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

/** A number that leads to whom it counts. */
function Figure({ value, href }: { value: number; href: string }) {
  return value === 0 ? (
    count(value)
  ) : (
    <Link
      href={href}
      className="underline decoration-edge underline-offset-2 hover:decoration-jade max-sm:-mx-3 max-sm:inline-block max-sm:px-3 max-sm:py-2.5"
    >
      {count(value)}
    </Link>
  )
}

type Zone = { now: Date; timezone: string }

function Draft({
  campaign,
  templatePath,
  moment,
}: {
  campaign: CampaignDetail
  templatePath: string
  moment: Zone
}) {
  const { budget, recipients, refused } = campaign
  const reached = budget?.reached ?? recipients - refused
  const left = recipients - reached
  return (
    <Card title="Confira antes de enviar" hint="Nada saiu ainda.">
      <p className="text-sm">
        <strong className="text-xl tabular-nums">{count(reached)}</strong>{' '}
        {reached === 1 ? 'pessoa recebe' : 'pessoas recebem'}, <strong>{count(left)}</strong>{' '}
        {left === 1 ? 'fica' : 'ficam'} de fora.
      </p>
      {campaign.simulated ? (
        <div className="mt-3">
          <Notice tone="amber" icon={TriangleAlert}>
            Esta campanha é um ensaio: sai pelo simulador e nenhum telefone a recebe.
          </Notice>
        </div>
      ) : null}
      {budget ? (
        <div className="mt-3 flex flex-col gap-2 text-sm text-soft">
          <p>
            {budget.strangers === 0
              ? 'Todas já conversaram com este número.'
              : `${count(budget.strangers)} nunca conversaram com este número. Para não ser bloqueado, hoje ele começa ${count(budget.allowedToday)} conversas novas; a campanha leva ${budget.days === 1 ? '1 dia' : `uns ${count(budget.days)} dias`}.`}
          </p>
          {budget.waiting > 0 ? (
            <p>
              Outras {count(budget.waiting)} pessoas novas já esperam na fila deste número e entram na conta.
            </p>
          ) : null}
          <p>
            {campaign.startsAt ? (
              <>
                Começa <Moment absolute at={campaign.startsAt} {...moment} />.{' '}
              </>
            ) : null}
            {campaign.gapSeconds ? `Um envio a cada ${count(campaign.gapSeconds)} segundos. ` : null}O que não
            sair até <Moment absolute at={budget.lastsUntil} {...moment} /> não sai mais.
          </p>
          {budget.official ? <Window {...budget.official} path={templatePath} reached={reached} /> : null}
          {budget.refusal ? (
            <Notice tone="red" icon={TriangleAlert}>
              {budget.refusal}
            </Notice>
          ) : null}
        </div>
      ) : null}
    </Card>
  )
}

/** What Meta lets through once 24 hours have passed; where nobody is reached the refusal says so. */
function Window({
  outside,
  approved,
  reached,
  path,
}: NonNullable<NonNullable<CampaignDetail['budget']>['official']> & { reached: number; path: string }) {
  if (outside === 0 || reached === 0) return null
  const who = `${count(outside)} ${outside === 1 ? 'pessoa não escreveu' : 'pessoas não escreveram'} para este número nas 24 horas antes do envio`
  if (approved !== null)
    return (
      <p>
        {who} e {outside === 1 ? 'recebe' : 'recebem'} o modelo “{approved}”, aprovado pela Meta.
      </p>
    )
  return (
    <Notice
      tone="amber"
      icon={TriangleAlert}
      action={
        <ButtonLink size="sm" href={path}>
          Abrir o modelo
        </ButtonLink>
      }
    >
      {who}: {outside === 1 ? 'ela fica' : 'elas ficam'} de fora, porque o modelo não tem um aprovado pela
      Meta ligado.
    </Notice>
  )
}

function Sending({
  campaign,
  valid,
  path,
  moment,
}: {
  campaign: CampaignDetail
  valid: number
  path: string
  moment: Zone
}) {
  const { progress, status } = campaign
  const done = valid - progress.waiting - progress.sending
  const figure = (name: Became, value: number) => <Figure value={value} href={`${path}?became=${name}`} />
  const fact = (name: Became, value: number) => ({ label: BECAME_NAMES[name], value: figure(name, value) })
  return (
    <Card
      title="Andamento"
      hint={
        campaign.lastsUntil ? (
          <>
            {campaign.startsAt && campaign.startsAt > moment.now ? (
              <>
                Começa <Moment absolute at={campaign.startsAt} {...moment} />.{' '}
              </>
            ) : null}
            O que não sair até <Moment absolute at={campaign.lastsUntil} {...moment} /> não sai mais.
          </>
        ) : undefined
      }
    >
      <Progress
        label={status === 'pausada' ? 'Em pausa' : 'Mensagens resolvidas'}
        done={Math.max(0, done)}
        total={valid}
        tone={status === 'pausada' ? 'amber' : 'jade'}
      />
      <div className="mt-4 grid items-start gap-x-8 gap-y-2 sm:grid-cols-2">
        <Facts
          items={[
            fact('sairam', progress.sent),
            fact('entregues', progress.delivered),
            fact('lidas', progress.read),
            fact('na_fila', progress.waiting + progress.sending),
            fact('falharam', progress.failed),
            fact('nao_enviadas', progress.cancelled),
            fact('incertas', progress.uncertain),
          ]}
        />
        <Facts
          items={[
            { label: 'Entrega', value: percent(progress.deliveryRate) },
            {
              label: 'Resposta',
              value: (
                <>
                  {percent(progress.answerRate)} ({figure('responderam', progress.answered)})
                </>
              ),
            },
            { label: 'Erro', value: percent(progress.errorRate) },
          ]}
        />
      </div>
    </Card>
  )
}
