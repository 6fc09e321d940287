import { LiveRun } from '~/domains/imports/ui/live-run'
import { CONNECTION_NAMES, runPeriodText } from '~/domains/imports/ui/run-status'
import { ButtonLink } from '~/ui/button'
import { Moment } from '~/ui/moment-view'
import { PageHeader } from '~/ui/page-header'
import { importedAt, readImport, titled } from '../../one-thing'
import { openPage } from '../../open-page'

export const generateMetadata = titled('Importação', importedAt, (at) => `Importação de ${at}`)
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function ImportPage({ params }: Props) {
  const { empresa, id } = await params
  const page = await openPage(empresa)
  const run = await readImport(empresa, id)
  return (
    <>
      <PageHeader
        title={
          <>
            Importação de <Moment absolute at={run.createdAt} now={page.now} timezone={page.timezone} />
          </>
        }
        description={`${CONNECTION_NAMES[run.connection]} · ${runPeriodText(run)} · ${run.startedBy}`}
        crumbs={[{ label: 'Importações', href: `/${empresa}/importacoes` }]}
        actions={
          run.status === 'done' ? <ButtonLink href={`/${empresa}/carrinhos`}>Ver carrinhos</ButtonLink> : null
        }
      />
      <LiveRun key={`${run.id}:${run.status}`} empresa={empresa} initial={run} canCancel={page.operates} />
    </>
  )
}
