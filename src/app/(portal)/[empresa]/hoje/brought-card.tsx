import { ArrowUpRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { ShopFigures } from '~/domains/reports/schema'
import { plural } from '~/kernel/plural'
import { Card } from '~/ui/card'
import { MoneyAndOthers } from '~/ui/money'
import type { HrefOf } from './period'

type Kinds = ShopFigures['recovery']['kinds']
type Props = { kinds: Kinds; currency: string; hrefOf: HrefOf; caused: ReactNode }

const ALONE = [
  { kind: 'direta', label: 'Direta', hint: 'só terminaram a compra em andamento' },
  { kind: 'organica', label: 'Orgânica', hint: 'voltaram mais tarde, sem mensagem' },
] as const

/**
 * Revenue of the orders that followed a message; purchases of customers who came back by themselves stand beside it and are
 * never added (cart-4). `caused`: the effect measured against the holdout.
 */
export function BroughtCard({ kinds, currency, hrefOf, caused }: Props) {
  const brought = ({ ordersNetCentavos, others }: Kinds[keyof Kinds]) => (
    <MoneyAndOthers centavos={ordersNetCentavos} currency={currency} others={others} />
  )
  const href = (kind: keyof Kinds) => hrefOf('carrinhos', { status: 'recuperado', kind })
  return (
    <Card
      title="O que as suas mensagens trouxeram"
      hint="Carrinhos do período, pelo valor dos pedidos que vieram deles"
    >
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]">
        <Link
          href={href('assistida')}
          className="group -mx-2 flex flex-col justify-center rounded-md px-2 py-1 transition-colors hover:bg-sunken/60"
        >
          <span className="flex items-center gap-1.5 text-sm font-medium text-soft">
            Voltaram depois da sua mensagem
            <ArrowUpRight size={14} aria-hidden className="text-faint opacity-40 group-hover:opacity-100" />
          </span>
          <span className="text-2xl font-semibold tracking-tight text-ink tabular-nums sm:text-3xl">
            {brought(kinds.assistida)}
          </span>
          <span className="text-sm text-soft">de {plural(kinds.assistida.count, 'compra', 'compras')}</span>
        </Link>
        <div>
          <p className="text-xs text-faint">Compraram sozinhos, sem contar acima</p>
          <ul className="mt-1">
            {ALONE.map(({ kind, label, hint }) => (
              <li key={kind}>
                <Link
                  href={href(kind)}
                  className="-mx-2 flex min-h-9 flex-wrap items-baseline justify-between gap-x-3 rounded-md px-2 py-1.5 text-sm transition-colors hover:bg-sunken/60 max-sm:min-h-12"
                >
                  <span>
                    <span className="font-medium text-ink">{label}</span>
                    <span className="text-xs text-soft"> · {hint}</span>
                  </span>
                  <span className="text-soft tabular-nums">
                    <span className="font-semibold text-ink">{brought(kinds[kind])}</span> de{' '}
                    {plural(kinds[kind].count, 'compra', 'compras')}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <div className="mt-3 border-t border-line pt-3 text-sm text-soft">{caused}</div>
    </Card>
  )
}
