import { FlaskConical, Smartphone } from 'lucide-react'
import type { Metadata } from 'next'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { NewPhone } from '~/domains/channels/ui/new-phone'
import { SimulatedPhoneView } from '~/domains/channels/ui/phone-wall'
import { BehaviourCard } from '~/domains/channels/ui/simulator-controls'
import { TimeMachine } from '~/domains/channels/ui/time-machine'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { param } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty, Notice } from '~/ui/states'
import { TabLinks } from '~/ui/tabs'
import { idOf, openPage } from '../open-page'

export const metadata: Metadata = { title: 'Simulador' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/** Phones drawn at most: more would only slow the page. */
const MOST = 24

/** What the customers' phones would show, and the clock that can be moved forward. */
export default async function SimulatorPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  const number = param(query, 'numero')
  const view = await page.caller.phones.list({ empresa, ...(number ? { id: idOf(number) } : {}) })
  if (!view)
    return (
      <>
        <PageHeader
          title="Simulador"
          description="Os telefones dos clientes, sem que nada saia para a rua."
        />
        <Card>
          <Empty
            icon={Smartphone}
            title="Nenhum simulador conectado"
            action={
              page.manages ? (
                <ButtonLink look="primary" href={`/${empresa}/whatsapp/nova`}>
                  Criar um simulador
                </ButtonLink>
              ) : null
            }
          >
            Com ele você vê cada mensagem como o cliente veria, e responde no lugar dele.
          </Empty>
        </Card>
      </>
    )
  const shown = view.phones.slice(0, MOST)
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['connection', 'conversation', 'message']} />
      <PageHeader title="Simulador" description="Os telefones dos clientes, como eles os veem." />
      {view.simulators.length > 1 ? (
        <div className="mb-4">
          <TabLinks
            label="Números simulados"
            tabs={view.simulators.map(({ id, name }) => ({
              href: `/${empresa}/simulador?numero=${id}`,
              label: name,
              current: id === view.connectionId,
            }))}
          />
        </div>
      ) : null}
      <div className="mb-4">
        <Notice tone="amber" icon={FlaskConical}>
          Simulador: nada sai para a rua.
        </Notice>
      </div>
      <div className="mb-5 grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-3">
        <BehaviourCard empresa={empresa} view={view} disabled={!page.manages} />
        {view.clock.movable ? (
          <TimeMachine
            empresa={empresa}
            clock={view.clock}
            timezone={page.timezone}
            disabled={!page.operates}
          />
        ) : null}
        {page.operates ? <NewPhone empresa={empresa} connectionId={view.connectionId} /> : null}
      </div>
      {shown.length === 0 ? (
        <Card>
          <Empty
            icon={Smartphone}
            title="Os telefones aparecem com a primeira mensagem"
            action={<ButtonLink href={`/${empresa}/acompanhamentos`}>Ver os acompanhamentos</ButtonLink>}
          >
            Ligue um acompanhamento ou comece uma campanha, e adiante o relógio.
          </Empty>
        </Card>
      ) : (
        <>
          <div className="grid gap-5 sm:grid-cols-2 xl:grid-cols-3">
            {shown.map((phone) => (
              <SimulatedPhoneView
                key={phone.phone}
                empresa={empresa}
                connectionId={view.connectionId}
                shop={page.name}
                phone={phone}
                timezone={page.timezone}
                canAnswer={page.operates}
              />
            ))}
          </div>
          {view.phones.length > shown.length ? (
            <p className="mt-4 text-center text-xs text-faint">
              Os {shown.length} telefones de conversa mais recente, de {view.phones.length}.
            </p>
          ) : null}
        </>
      )}
    </>
  )
}
