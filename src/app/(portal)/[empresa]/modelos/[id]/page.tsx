import { TEMPLATE_KIND_NAMES } from '~/domains/templates/kinds'
import { outcomeText } from '~/domains/templates/ui/outcome-text'
import { CloudBinding } from '~/domains/templates/ui/cloud-binding'
import { TemplateEditor } from '~/domains/templates/ui/template-editor'
import { percent } from '~/ui/money'
import { PageHeader } from '~/ui/page-header'
import { idOf, openPage, type OpenPage } from '../../open-page'
import { readTemplate, titled } from '../../one-thing'
import { offeredPurposes, unsetVariables } from '../unset-variables'

export const generateMetadata = titled('Modelo', readTemplate, ({ name }) => `Modelo ${name}`)
/** A message that reached no phone has no effect to count. */
const ONLY_SIMULATED = '; saíram só pelo simulador, que não conta respostas nem compras'
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function TemplatePage({ params }: Props) {
  const { empresa, id: address } = await params
  const id = idOf(address)
  const page = await openPage(empresa)
  const found = await readTemplate(empresa, address)
  const [connections, outcomes] = await Promise.all([
    page.caller.messaging.connections.list({ empresa }),
    page.caller.messaging.templates.outcomes({ empresa }),
  ])
  const outcome = outcomes.find((one) => one.id === id)
  const official = connections.filter(({ provider }) => provider === 'cloud')
  const { kind, name, body, active, usage } = found
  const used =
    usage.sent === 0
      ? 'Ainda não foi enviado nos últimos 30 dias'
      : `${usage.sent.toLocaleString('pt-BR')} enviadas em 30 dias, ${percent(usage.delivered / usage.sent, 0)} entregues, ${percent(usage.read / usage.sent, 0)} lidas${outcome ? `, ${outcomeText(outcome)}` : ONLY_SIMULATED}`
  return (
    <>
      <PageHeader
        title={name}
        description={`${TEMPLATE_KIND_NAMES[kind]} · ${used}`}
        crumbs={[{ label: 'Modelos', href: `/${empresa}/modelos` }]}
      />
      <TemplateEditor
        key={found.updatedAt.toISOString()}
        empresa={empresa}
        shop={page.name}
        unset={await unsetVariables(page)}
        usedBy={await usersOf(page, found)}
        bound={found.cloud}
        initial={{ id, kind, name, body, active }}
        kinds={await offeredPurposes(page)}
        version={found.updatedAt.toISOString()}
        disabled={!page.manages}
      />
      {official.length > 0 || found.cloud ? (
        <div className="mt-4 lg:w-3/5 lg:pr-2">
          <CloudBinding
            key={JSON.stringify(found.cloud)}
            empresa={empresa}
            id={id}
            kind={kind}
            bound={found.cloud}
            connections={official.map(({ id: number, name: title }) => ({ id: number, name: title }))}
            disabled={!page.manages}
          />
        </div>
      ) : null}
    </>
  )
}

/** Follow-ups that are on and campaigns under way that write with a template. */
async function usersOf(
  { caller, slug }: OpenPage,
  template: { id: string; name: string },
): Promise<string[]> {
  const [followUps, campaigns] = await Promise.all([
    caller.followUps.list({ empresa: slug }),
    caller.campaigns.list({ empresa: slug }),
  ])
  return [
    ...followUps
      .filter((one) => one.active && one.steps.some((step) => step.active && step.templateId === template.id))
      .map(({ name }) => name),
    ...campaigns.rows
      .filter((row) => ['enviando', 'pausada'].includes(row.status) && row.templateName === template.name)
      .map(({ name }) => name),
  ]
}
