import type { Metadata } from 'next'
import { PageHeader } from '~/ui/page-header'
import { NoAccess } from '../no-access'
import { openPage } from '../open-page'
import { SettingsForm } from './settings-form'

export const metadata: Metadata = { title: 'Configurações' }

/** What the empresa decides: who it is, when a cart counts as recovered, what its messages say. */
export default async function SettingsPage({ params }: { params: Promise<{ empresa: string }> }) {
  const { empresa } = await params
  const page = await openPage(empresa)
  if (!page.manages) return <NoAccess slug={empresa} />
  const details = await page.caller.empresas.get({ empresa })
  return (
    <div className="max-w-3xl">
      <PageHeader
        title="Configurações"
        description="Valem para a empresa toda. Cada mudança fica na auditoria, com quem mudou."
      />
      <SettingsForm empresa={empresa} details={details} />
    </div>
  )
}
