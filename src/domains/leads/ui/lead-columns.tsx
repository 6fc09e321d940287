import { clsx } from 'clsx'
import { CheckCircle2, CircleDashed, UserCheck } from 'lucide-react'
import Link from 'next/link'
import { plural } from '~/kernel/plural'
import { withLooks } from '~/ui/list/looks'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Phone } from '~/ui/phone'
import { Status } from '~/ui/status'
import { LEAD_LIST_COLUMNS } from '../columns'
import type { LeadRow } from '../schema'

type Place = { slug: string; timezone: string; now: Date }

/** Columns of the list of leads. */
export function leadColumns(place: Place): Column<LeadRow>[] {
  return withLooks(LEAD_LIST_COLUMNS, {
    nome: { card: 'title', cell: (row) => row.name ?? row.email ?? 'Sem nome' },
    telefone: { card: 'none', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    email: { card: 'none', cell: (row) => row.email },
    uf: { width: '3.5rem', card: 'none', cell: (row) => row.uf },
    tamanho: { card: 'none', cell: (row) => (row.size ? `tam. ${row.size}` : null) },
    formulario: {
      card: 'none',
      cell: (row) => (
        <span title={row.formName ?? row.formId} className="block max-w-36 truncate">
          {row.formName ?? row.formId}
        </span>
      ),
    },
    cliente: { cell: (row) => <ClientMark lead={row} slug={place.slug} /> },
    contato: { cell: (row) => <ContactedMark lead={row} brief {...place} /> },
    data: {
      card: 'aside',
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => <Moment at={row.capturedAt} now={place.now} timezone={place.timezone} />,
    },
  })
}

/** Já é cliente, with a link to the customer (lead-2). */
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
      <Status tone="jade" icon={UserCheck} why={plural(orders, 'pedido', 'pedidos')}>
        Já é cliente
      </Status>
    </Link>
  )
}

/** Whether the lead was contacted, by which member and when. */
export function ContactedMark({
  lead,
  timezone,
  now,
  brief = false,
}: {
  lead: Pick<LeadRow, 'contactedAt' | 'contactedBy'>
  /** In a row of a desk's list, where the member's name would make the row two or three lines high. */
  brief?: boolean
} & Omit<Place, 'slug'>) {
  if (!lead.contactedAt)
    return (
      <Status icon={CircleDashed} tone="neutral">
        A contatar
      </Status>
    )
  return (
    <span
      className={clsx(
        'inline-flex flex-wrap items-center gap-x-2 gap-y-0.5',
        brief && 'md:flex-nowrap md:whitespace-nowrap',
      )}
    >
      <Status
        icon={CheckCircle2}
        tone="jade"
        why={brief && lead.contactedBy ? `Por ${lead.contactedBy}` : undefined}
      >
        Contatado
      </Status>
      <span className="text-xs text-faint">
        <span className={brief ? 'md:hidden' : undefined}>{lead.contactedBy ?? ''}</span>{' '}
        <Moment at={lead.contactedAt} now={now} timezone={timezone} />
      </span>
    </span>
  )
}
