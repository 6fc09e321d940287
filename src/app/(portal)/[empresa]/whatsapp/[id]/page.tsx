import { FlaskConical, Smartphone } from 'lucide-react'
import { ConnectionEndings, PauseButton, WebhookAddress } from '~/domains/channels/ui/connection-actions'
import { ConnectionForm } from '~/domains/channels/ui/connection-form'
import { ConnectionMark, RiskMark } from '~/domains/channels/ui/connection-status'
import { LabelsCard } from '~/domains/channels/ui/labels-card'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { providerName } from '~/domains/channels/ui/providers'
import { RateForm } from '~/domains/channels/ui/rate-form'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { Moment } from '~/ui/moment-view'
import { percent } from '~/ui/money'
import { PageHeader } from '~/ui/page-header'
import { Notice } from '~/ui/states'
import { NoAccess } from '../../no-access'
import { idOf, openPage } from '../../open-page'
import { readConnection, titled } from '../../one-thing'
import { Pairing } from './pairing'

export const generateMetadata = titled(
  'Conexão do WhatsApp',
  readConnection,
  ({ name }) => `WhatsApp ${name}`,
)
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function ConnectionPage({ params }: Props) {
  const { empresa, id: address } = await params
  const id = idOf(address)
  const page = await openPage(empresa)
  if (!page.manages) return <NoAccess slug={empresa} />
  const connection = await readConnection(empresa, address)
  const labels = await page.caller.messaging.labels.list({ empresa, id })
  const { risk, provider, simulated } = connection
  const count = (value: number) => value.toLocaleString('pt-BR')
  const list = `/${empresa}/mensagens?connectionId=${id}`
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['connection', 'message']} />
      <PageHeader
        title={connection.name}
        description={
          <span className="inline-flex flex-wrap items-center gap-2">
            <ConnectionMark connection={connection} />
            {simulated ? null : providerName(provider)}
          </span>
        }
        crumbs={[{ label: 'WhatsApp', href: `/${empresa}/whatsapp` }]}
        actions={
          <>
            {simulated ? (
              <ButtonLink
                href={`/${empresa}/simulador?numero=${id}`}
                icon={<Smartphone size={16} aria-hidden />}
              >
                Ver os telefones
              </ButtonLink>
            ) : null}
            <PauseButton empresa={empresa} connection={connection} />
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-4">
          {simulated ? (
            <Notice tone="amber" icon={FlaskConical}>
              Simulador: nada sai para a rua.
            </Notice>
          ) : null}
          <Card title="Conta">
            <div className="flex flex-col gap-4">
              <Pairing empresa={empresa} connection={connection} />
              <ConnectionEndings empresa={empresa} connection={connection} />
            </div>
          </Card>
          <Card
            title={simulated ? 'Nome' : 'Dados do serviço'}
            hint={
              simulated || provider === 'baileys' ? null : 'As chaves ficam cifradas e não aparecem de novo.'
            }
          >
            <ConnectionForm empresa={empresa} provider={provider} saved={{ id, name: connection.name }} />
          </Card>
          {simulated || provider === 'baileys' ? null : (
            <Card title="Endereço dos avisos">
              <WebhookAddress empresa={empresa} connection={connection} />
            </Card>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Agora" aside={<RiskMark risk={risk} />}>
            <Facts
              items={[
                {
                  label: 'Enviadas hoje',
                  value: `${count(connection.sentToday)} de ${count(connection.dailyCap)}`,
                },
                {
                  label: 'Na fila',
                  value: (
                    <a className="text-jade-ink underline" href={`${list}&state=pendente`}>
                      {count(connection.waiting)}
                    </a>
                  ),
                },
                {
                  label: 'Incertas',
                  value: (
                    <a className="text-jade-ink underline" href={`${list}&state=incerta`}>
                      {count(connection.uncertain)}
                    </a>
                  ),
                },
                {
                  label: 'Conversas novas',
                  value: `${count(risk.newContactsToday)} hoje, até ${count(risk.newContactsAllowed)}`,
                },
                { label: 'Respondem', value: risk.answerRate === null ? null : percent(risk.answerRate, 0) },
                {
                  label: 'Último sinal',
                  value: connection.lastEventAt ? (
                    <Moment at={connection.lastEventAt} now={page.now} timezone={page.timezone} />
                  ) : null,
                },
                {
                  label: 'Sem começar conversas até',
                  value: connection.newContactsPausedUntil ? (
                    <Moment
                      absolute
                      at={connection.newContactsPausedUntil}
                      now={page.now}
                      timezone={page.timezone}
                    />
                  ) : null,
                },
              ]}
            />
            {risk.reasons.length > 0 ? (
              <ul className="mt-3 list-disc space-y-1 pl-5 text-xs text-soft">
                {risk.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            ) : null}
          </Card>
          <Card title="Ritmo" hint="Um intervalo sorteado entre os envios, como uma pessoa escreveria.">
            <RateForm empresa={empresa} connection={connection} />
          </Card>
          <LabelsCard empresa={empresa} id={id} view={labels} />
        </div>
      </div>
    </>
  )
}
