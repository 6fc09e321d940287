import type { Metadata } from 'next'
import { templateKind } from '~/domains/templates/schema'
import { TemplateEditor } from '~/domains/templates/ui/template-editor'
import { param } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { NoAccess } from '../../no-access'
import { openPage } from '../../open-page'
import { offeredPurposes, unsetVariables } from '../unset-variables'

export const metadata: Metadata = { title: 'Novo modelo' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

export default async function NewTemplatePage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  if (!page.manages) return <NoAccess slug={empresa} />
  const kind = templateKind.safeParse(param(query, 'kind')).data ?? 'carrinho'
  return (
    <>
      <PageHeader title="Novo modelo" crumbs={[{ label: 'Modelos', href: `/${empresa}/modelos` }]} />
      <TemplateEditor
        empresa={empresa}
        shop={page.name}
        unset={await unsetVariables(page)}
        initial={{ kind, name: '', body: '', active: true }}
        kinds={await offeredPurposes(page)}
        disabled={false}
      />
    </>
  )
}
