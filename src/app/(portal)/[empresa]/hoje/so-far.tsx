import { ArrowUpRight } from 'lucide-react'
import Link from 'next/link'
import { OPEN_CARTS } from '~/domains/carts/schema'
import { COUNTED } from '~/domains/orders/schema'
import { besideText, formatMoney } from '~/kernel/money-text'
import { Card } from '~/ui/card'
import { openPage } from '../open-page'

/** The day so far, beside what needs attention: each line a link to its rows. */
export async function SoFarCard({ slug }: { slug: string }) {
  const { caller, currency } = await openPage(slug)
  const { orders, carts, leads } = await caller.reports.figures({ empresa: slug, period: 'hoje' })
  const stopped = carts.aguardando.count + carts.em_compra.count
  const lines = [
    {
      label: 'Vendas',
      value: `${formatMoney(orders.netCentavos, currency)}${besideText(orders.others)}`,
      list: `pedidos?periodo=hoje&status=${COUNTED}`,
    },
    { label: 'Pedidos', value: text(orders.count), list: `pedidos?periodo=hoje&status=${COUNTED}` },
    { label: 'Carrinhos abertos', value: text(stopped), list: `carrinhos?periodo=hoje&status=${OPEN_CARTS}` },
    { label: 'Leads', value: text(leads.count), list: 'leads?periodo=hoje' },
  ]
  return (
    <Card title="Hoje até agora" flush>
      <ul className="pb-1.5">
        {lines.map((line) => (
          <li key={line.label}>
            <Link
              href={`/${slug}/${line.list}`}
              className="group flex min-h-9 items-center justify-between gap-3 px-4 text-sm transition-colors -outline-offset-2 hover:bg-sunken/70 max-sm:min-h-12"
            >
              <span className="text-soft">{line.label}</span>
              <span className="flex items-center gap-1.5 font-semibold text-ink tabular-nums">
                {line.value}
                <ArrowUpRight
                  size={14}
                  aria-hidden
                  className="text-faint opacity-40 group-hover:opacity-100"
                />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function text(count: number): string {
  return count.toLocaleString('pt-BR')
}
