import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { Facts } from '~/ui/facts'
import { phoneText } from '~/ui/phone-text'
import { Badge } from '~/ui/status'
import type { ConnectionView } from '../schema'
import { ConnectionMark, RiskMark } from './connection-status'
import { providerName } from './providers'

/** One channel in the list of connections. */
export function ConnectionCard({ connection, href }: { connection: ConnectionView; href: string }) {
  const { name, provider, simulated, phone, sentToday, dailyCap, waiting, uncertain } = connection
  return (
    <article className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 shadow-raised">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="min-w-0 truncate text-sm font-semibold">
          <Link href={href} className="text-ink hover:underline max-sm:inline-block max-sm:py-2">
            {name}
          </Link>
        </h2>
        <ConnectionMark connection={connection} />
      </header>
      {simulated ? (
        <p className="flex items-center gap-1.5 text-xs font-medium text-amber-ink">
          <FlaskConical size={14} aria-hidden /> Simulador: nada sai para a rua
        </p>
      ) : null}
      {(connection.statusReason ?? connection.pausedReason) ? (
        <p className="text-xs text-soft">{connection.pausedReason ?? connection.statusReason}</p>
      ) : null}
      <Facts
        items={[
          { label: 'Serviço', value: simulated ? null : providerName(provider) },
          { label: 'Número', value: phone ? phoneText(phone) : null },
          {
            label: 'Hoje',
            value: `${sentToday.toLocaleString('pt-BR')} de ${dailyCap.toLocaleString('pt-BR')}`,
          },
          { label: 'Na fila', value: waiting.toLocaleString('pt-BR') },
          { label: 'Incertas', value: uncertain > 0 ? <Badge tone="amber">{uncertain}</Badge> : null },
        ]}
      />
      {simulated ? null : <RiskMark risk={connection.risk} />}
    </article>
  )
}
