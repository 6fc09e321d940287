import type { Metadata } from 'next'
import { ConnectionForm } from '~/domains/channels/ui/connection-form'
import { Card } from '~/ui/card'
import { PageHeader } from '~/ui/page-header'
import { NoAccess } from '../../no-access'
import { openPage } from '../../open-page'

export const metadata: Metadata = { title: 'Nova conexão' }
type Props = { params: Promise<{ empresa: string }> }

export default async function NewConnectionPage({ params }: Props) {
  const { empresa } = await params
  const page = await openPage(empresa)
  if (!page.manages) return <NoAccess slug={empresa} />
  return (
    <>
      <PageHeader title="Nova conexão" crumbs={[{ label: 'WhatsApp', href: `/${empresa}/whatsapp` }]} />
      <div className="max-w-2xl">
        <Card>
          <ConnectionForm empresa={empresa} />
        </Card>
      </div>
    </>
  )
}
