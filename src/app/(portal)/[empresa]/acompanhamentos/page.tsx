import { CircleCheck, CirclePause, TriangleAlert } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { FOLLOW_UP_KINDS } from '~/domains/followups/kinds'
import { followUpKind } from '~/domains/followups/schema'
import { FOLLOW_UP_NAMES } from '~/domains/followups/texts'
import { FollowUpEditor } from '~/domains/followups/ui/follow-up-editor'
import { UpliftCard } from '~/domains/followups/ui/uplift-card'
import { Stops } from '~/domains/followups/ui/replay-result'
import { offered } from '~/domains/channels/rules/offered'
import { Card } from '~/ui/card'
import { param } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { PageHeader } from '~/ui/page-header'
import { Notice } from '~/ui/states'
import { Status } from '~/ui/status'
import { TabLinks } from '~/ui/tabs'
import { templateInPlace, unsetVariables } from '../modelos/unset-variables'
import { openPage } from '../open-page'

export const metadata: Metadata = { title: 'Acompanhamentos' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function FollowUpsPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const kind = followUpKind.safeParse(param(query, 'tipo')).data ?? 'carrinho'
  const [all, lift, templates, connections, outcomes] = await Promise.all([
    page.caller.followUps.list({ empresa }),
    kind === 'carrinho' ? page.caller.followUps.lift({ empresa }) : null,
    page.caller.messaging.templates.list({ empresa }),
    page.caller.messaging.connections.list({ empresa }),
    page.caller.followUps.outcomes({ empresa }),
  ])
  const followUp = all.find((one) => one.kind === kind)
  if (!followUp) notFound()
  const used = new Set(followUp.steps.map(({ templateId }) => templateId))
  const path = `/${empresa}/acompanhamentos`
  const bySimulator = connections.some(({ id, simulated }) => simulated && id === followUp.connectionId)
  return (
    <>
      <PageHeader
        title="Acompanhamentos"
        description="Mensagens que saem sozinhas, na hora certa, e param sozinhas."
      />
      <div className="mb-4">
        <TabLinks
          label="Tipos de acompanhamento"
          tabs={FOLLOW_UP_KINDS.map((value) => ({
            href: `${path}?tipo=${value}`,
            label: FOLLOW_UP_NAMES[value],
            current: value === kind,
          }))}
        />
      </div>
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
        {followUp.active ? (
          <Status icon={CircleCheck} tone="jade">
            Ligado
          </Status>
        ) : (
          <Status icon={CirclePause}>Desligado</Status>
        )}
        {followUp.activeSince ? (
          <span>
            desde <Moment absolute at={followUp.activeSince} now={page.now} timezone={page.timezone} />
          </span>
        ) : null}
        {followUp.connectionName ? <span>por {followUp.connectionName}</span> : null}
        {followUp.active ? <span>{followUp.running.toLocaleString('pt-BR')} em andamento</span> : null}
      </div>
      {connections.length === 0 ? (
        <div className="mb-4">
          <Notice
            tone="amber"
            icon={TriangleAlert}
            action={
              <Link className="font-medium underline" href={`/${empresa}/whatsapp`}>
                Conectar
              </Link>
            }
          >
            Para ligar é preciso um WhatsApp conectado, nem que seja o simulador.
          </Notice>
        </div>
      ) : null}
      {followUp.active && bySimulator ? (
        <div className="mb-4">
          <Notice tone="amber" icon={TriangleAlert}>
            Estas mensagens saem pelo simulador: nenhum telefone as recebe.
            {connections.some(({ simulated }) => !simulated)
              ? ' Desligue e ligue de novo para escrever pelo número da loja.'
              : ' Conecte o número da loja para escrever a clientes de verdade.'}
          </Notice>
        </div>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <FollowUpEditor
          key={kind}
          empresa={empresa}
          timezone={page.timezone}
          followUp={followUp}
          templates={templates
            .filter((one) => used.has(one.id) || (one.active && (one.kind === kind || one.kind === 'livre')))
            .map(templateInPlace)}
          connections={offered(connections).map(({ id, name, simulated }) => ({ id, name, simulated }))}
          outcomes={outcomes}
          shop={page.name}
          unset={page.manages ? await unsetVariables(page) : []}
          disabled={!page.manages}
        />
        <div className="flex min-w-0 flex-col gap-4">
          {lift ? <UpliftCard lift={lift} /> : null}
          {followUp.stopped.length > 0 ? (
            <Card title="Por que pararam" hint="Últimos 30 dias">
              <Stops stops={followUp.stopped} />
            </Card>
          ) : null}
        </div>
      </div>
    </>
  )
}
