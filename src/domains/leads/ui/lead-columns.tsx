import { CheckCircle2, CircleDashed, UserCheck } from 'lucide-react'
import Link from 'next/link'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Phone } from '~/ui/phone'
import { Status } from '~/ui/status'
import type { LeadRow } from '../schema'

type Place = { slug: string; timezone: string; now: Date }

/** Columns of the list of leads. */
export function leadColumns(place: Place): Column<LeadRow>[] {
  return [
    { id: 'nome', header: 'Nome', card: 'title', cell: (row) => row.name ?? row.email ?? 'Sem nome' },
    { id: 'telefone', header: 'Telefone', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    { id: 'email', header: 'E-mail', hidden: true, card: 'none', cell: (row) => row.email ?? '—' },
    { id: 'uf', header: 'UF', width: '3.5rem', cell: (row) => row.uf },
    { id: 'tamanho', header: 'Tamanho', cell: (row) => (row.size ? `tam. ${row.size}` : null) },
    { id: 'formulario', header: 'Formulário', card: 'none', cell: (row) => row.formName ?? row.formId },
    { id: 'cliente', header: 'Cliente', cell: (row) => <ClientMark lead={row} slug={place.slug} /> },
    { id: 'contato', header: 'Contato', cell: (row) => <ContactedMark lead={row} {...place} /> },
    {
      id: 'data',
      header: 'Recebido',
      card: 'aside',
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => <Moment at={row.capturedAt} now={place.now} timezone={place.timezone} />,
    },
  ]
}

/** Já é cliente, with the way to the customer (lead-2). */
export function ClientMark({
  lead,
  slug,
}: {
  lead: Pick<LeadRow, 'customerId' | 'customerOrders'>
  slug: string
}) {
  if (!lead.customerId) return null
  const orders = lead.customerOrders ?? 0
  return (
    <Link
      href={`/${slug}/clientes/${lead.customerId}`}
      prefetch={false}
      className="inline-flex rounded-full hover:underline max-md:py-1"
    >
      <Status tone="jade" icon={UserCheck} why={orders === 1 ? '1 pedido' : `${orders.toString()} pedidos`}>
        Já é cliente
      </Status>
    </Link>
  )
}

/** Whether somebody has called, who and when. */
export function ContactedMark({
  lead,
  timezone,
  now,
}: { lead: Pick<LeadRow, 'contactedAt' | 'contactedBy'> } & Omit<Place, 'slug'>) {
  if (!lead.contactedAt)
    return (
      <Status icon={CircleDashed} tone="neutral">
        A contatar
      </Status>
    )
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Status icon={CheckCircle2} tone="jade">
        Contatado
      </Status>
      <span className="text-xs text-faint">
        {lead.contactedBy ?? ''} <Moment at={lead.contactedAt} now={now} timezone={timezone} />
      </span>
    </span>
  )
}
