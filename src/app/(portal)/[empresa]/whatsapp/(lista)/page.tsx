import { clsx } from 'clsx'
import { MessageCircle, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { ConnectionCard } from '~/domains/channels/ui/connection-card'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { openPage } from '../../open-page'

export const metadata: Metadata = { title: 'WhatsApp' }
type Props = { params: Promise<{ empresa: string }> }

/** One or two channels leave no empty half beside them. */
const WIDTHS: Record<number, string> = { 0: 'max-w-2xl', 1: 'max-w-2xl', 2: 'max-w-5xl' }
const GRIDS: Record<number, string> = { 1: '', 2: 'sm:grid-cols-2' }

/** The channels of the shop, and the state of each. */
export default async function WhatsAppPage({ params }: Props) {
  const { empresa } = await params
  const page = await openPage(empresa)
  const connections = await page.caller.messaging.connections.list({ empresa })
  const path = `/${empresa}/whatsapp`
  const add = page.manages ? (
    <ButtonLink look="primary" href={`${path}/nova`} icon={<Plus size={16} aria-hidden />}>
      Nova conexão
    </ButtonLink>
  ) : null
  return (
    <div className={WIDTHS[connections.length]}>
      <LiveRefresh empresa={empresa} topics={['connection', 'message']} />
      <PageHeader brief title="WhatsApp" description="Por onde as mensagens saem e chegam." actions={add} />
      {connections.length === 0 ? (
        <Card>
          <Empty icon={MessageCircle} title="Os números da sua loja ficam aqui" action={add}>
            Conecte o WhatsApp da loja, ou comece pelo simulador: ele mostra tudo sem que nada saia para a
            rua.
          </Empty>
        </Card>
      ) : (
        <div
          className={clsx(
            'grid items-start gap-4',
            GRIDS[connections.length] ?? 'sm:grid-cols-2 xl:grid-cols-3',
          )}
        >
          {connections.map((connection) => (
            <ConnectionCard
              key={connection.id}
              connection={connection}
              href={page.manages ? `${path}/${connection.id}` : path}
            />
          ))}
        </div>
      )}
    </div>
  )
}
