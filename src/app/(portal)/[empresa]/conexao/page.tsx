import { Download, Lock } from 'lucide-react'
import type { Metadata } from 'next'
import { formFields } from '~/domains/imports/form-fields'
import { shopQuestionText } from '~/domains/imports/rules'
import { connectionKind } from '~/domains/imports/schema'
import { DailyForm, RemoveConnection } from '~/domains/imports/ui/connection-extras'
import { ConnectionForm } from '~/domains/imports/ui/connection-form'
import {
  HostKeyPart,
  MappingPart,
  ShopQuestionPart,
  UploadPart,
  WebhookPart,
} from '~/domains/imports/ui/connection-parts'
import { ConnectionTester } from '~/domains/imports/ui/connection-test'
import { CONNECTION_NAMES } from '~/domains/imports/ui/run-status'
import { StatusQuestionPart } from '~/domains/recovery/ui/status-question-part'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { param } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { absoluteText } from '~/ui/moment'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { TabLinks } from '~/ui/tabs'
import { openPage } from '../open-page'

export const metadata: Metadata = { title: 'Conexão' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function ConnectionPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  if (!page.manages)
    return (
      <Empty icon={Lock} title="Só quem administra mexe na conexão">
        Peça a quem administra a empresa. As importações que já existem continuam à vista.
      </Empty>
    )
  const [connections, webhook, question, statuses] = await Promise.all([
    page.caller.imports.connections.list({ empresa }),
    page.caller.imports.connections.webhook({ empresa }),
    page.caller.imports.connections.question({ empresa }),
    page.caller.recovery.unknownStatuses({ empresa }),
  ])
  const kind = connectionKind.safeParse(param(query, 'tipo')).data ?? connections[0]?.kind ?? 'mysql'
  const saved = connections.find((connection) => connection.kind === kind) ?? null
  const fields = saved ? formFields(saved.lastTest?.forms ?? [], saved.mapping) : []
  const when = (at: Date | null | undefined) => (at ? absoluteText(at, page.timezone) : null)
  const ready =
    kind === 'dump'
      ? saved?.file?.complete === true
      : saved !== null && (!saved.ssh || saved.ssh.hostKeyApprovedAt !== null)
  return (
    <>
      <PageHeader
        title="Conexão com a loja"
        description="Por onde o Retoma lê o banco do WooCommerce. Nada é escrito lá."
        actions={
          ready ? (
            <ButtonLink
              look="primary"
              href={`/${empresa}/importacoes/nova`}
              icon={<Download size={16} aria-hidden />}
            >
              Importar
            </ButtonLink>
          ) : null
        }
      />
      {question ? (
        <div className="mb-4">
          <ShopQuestionPart
            empresa={empresa}
            text={shopQuestionText(question)}
            isFile={question.kind === 'dump'}
          />
        </div>
      ) : null}
      {statuses.length > 0 ? (
        <div className="mb-4">
          <StatusQuestionPart
            key={statuses.map(({ status }) => status).join()}
            empresa={empresa}
            statuses={statuses}
          />
        </div>
      ) : null}
      <div className="mb-4">
        <TabLinks
          label="Tipos de conexão"
          tabs={connectionKind.options.map((value) => ({
            href: `/${empresa}/conexao?tipo=${value}`,
            label: CONNECTION_NAMES[value],
            current: value === kind,
          }))}
        />
      </div>
      <div key={kind} className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {kind === 'dump' ? (
            <UploadPart empresa={empresa} saved={saved} uploadedAt={when(saved?.file?.uploadedAt)} />
          ) : null}
          <Card title={saved ? 'Dados da conexão' : 'Nova conexão'}>
            <ConnectionForm empresa={empresa} kind={kind} saved={saved} />
          </Card>
          {saved ? <RemoveConnection empresa={empresa} kind={kind} /> : null}
        </div>
        {saved ? (
          <div className="flex min-w-0 flex-col gap-4">
            <ConnectionTester
              empresa={empresa}
              kind={kind}
              last={saved.lastTest}
              lastAt={when(saved.lastTestAt)}
            />
            {saved.ssh?.hostKey ? (
              <HostKeyPart
                empresa={empresa}
                hostKey={saved.ssh.hostKey}
                approvedAt={when(saved.ssh.hostKeyApprovedAt)}
              />
            ) : null}
            {fields.length > 0 ? (
              <div id="campos" className="scroll-mt-20">
                <MappingPart empresa={empresa} kind={kind} fields={fields} mapping={saved.mapping} />
              </div>
            ) : null}
            {kind === 'dump' ? null : (
              <>
                <DailyForm empresa={empresa} kind={kind} dailyAt={saved.dailyAt} timezone={page.timezone} />
                <WebhookPart empresa={empresa} webhook={webhook} lastAt={when(webhook?.lastDeliveryAt)} />
              </>
            )}
          </div>
        ) : null}
      </div>
    </>
  )
}
