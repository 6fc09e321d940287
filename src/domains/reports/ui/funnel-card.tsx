import { clsx } from 'clsx'
import Link from 'next/link'
import { formatMoney } from '~/kernel/money-text'
import { Money, percent } from '~/ui/money'
import { Table, Td, Th } from '~/ui/table'
import { ChartCard } from './chart-card'
import type { FunnelStep } from './figures'

export type KindShare = {
  label: string
  hint: string
  count: number
  centavos: number
  href: string
  tone: 'chart-1' | 'chart-2' | 'chart-3'
}

/**
 * From the carts that stopped to the ones that came back; then which part of the recoveries was due to what. Each figure is a
 * link to its list. Bars start at zero and share one scale.
 */
export function FunnelCard({
  steps,
  kinds,
  currency,
  className,
}: {
  steps: readonly FunnelStep[]
  kinds: readonly KindShare[]
  currency: string
  className?: string
}) {
  const highest = Math.max(1, ...steps.map((step) => step.count))
  const recovered = kinds.reduce((sum, kind) => sum + kind.count, 0)
  return (
    <ChartCard
      title="Caminho da recuperação"
      hint="Carrinhos do período, do primeiro clique à volta"
      {...(className ? { className } : {})}
      chart={
        <>
          <ol className="flex flex-col gap-0.5">
            {steps.map((step) => (
              <li key={step.label}>
                <Link
                  href={step.href}
                  title={step.hint}
                  className="-mx-2 block rounded-md px-2 py-1.5 transition-colors hover:bg-sunken"
                >
                  <span className="flex items-baseline justify-between gap-3 text-sm">
                    <span className={step.main ? 'font-medium text-ink' : 'text-soft'}>{step.label}</span>
                    <span className="whitespace-nowrap tabular-nums">
                      <span className="font-semibold text-ink">{step.count.toLocaleString('pt-BR')}</span>
                      <span className="ml-2 text-xs text-faint">{formatMoney(step.centavos, currency)}</span>
                    </span>
                  </span>
                  <span aria-hidden className="mt-1 block h-2 overflow-hidden rounded-full bg-sunken">
                    <span
                      className={clsx('block h-full rounded-full', step.main ? 'bg-chart-1' : 'bg-chart-3')}
                      style={{ width: `${((step.count / highest) * 100).toFixed(2)}%` }}
                    />
                  </span>
                </Link>
              </li>
            ))}
          </ol>
          {recovered > 0 ? <Kinds kinds={kinds} recovered={recovered} /> : null}
        </>
      }
      table={
        <Table caption="Caminho da recuperação">
          <thead>
            <tr>
              <Th>Etapa</Th>
              <Th end>Carrinhos</Th>
              <Th end>Valor</Th>
            </tr>
          </thead>
          <tbody>
            {[
              ...steps,
              ...kinds.map((kind) => ({ ...kind, label: `Recuperados: ${kind.label.toLowerCase()}` })),
            ].map((row) => (
              <tr key={row.label}>
                <Td>{row.label}</Td>
                <Td end>{row.count.toLocaleString('pt-BR')}</Td>
                <Td end>
                  <Money centavos={row.centavos} currency={currency} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      }
    />
  )
}

function Kinds({ kinds, recovered }: { kinds: readonly KindShare[]; recovered: number }) {
  const fill = { 'chart-1': 'bg-chart-1', 'chart-2': 'bg-chart-2', 'chart-3': 'bg-chart-3' }
  return (
    <div className="mt-3 border-t border-line pt-3">
      <p className="text-xs text-faint">O que trouxe de volta</p>
      <div aria-hidden className="mt-2 flex h-2 gap-0.5 overflow-hidden rounded-full">
        {kinds.map((kind) => (
          <span
            key={kind.label}
            className={fill[kind.tone]}
            style={{ width: `${((kind.count / recovered) * 100).toFixed(2)}%` }}
          />
        ))}
      </div>
      <ul className="mt-2 grid grid-cols-3 gap-2">
        {kinds.map((kind) => (
          <li key={kind.label} className="min-w-0 text-xs">
            <Link
              href={kind.href}
              title={kind.hint}
              className="-mx-1 block rounded-md px-1 py-0.5 transition-colors hover:bg-sunken"
            >
              <span className="flex items-center gap-1.5 text-soft">
                <span aria-hidden className={clsx('size-2 shrink-0 rounded-full', fill[kind.tone])} />
                <span className="truncate">{kind.label}</span>
              </span>
              <span className="text-sm font-semibold text-ink tabular-nums">
                {percent(kind.count / recovered, 0)}
              </span>
              <span className="ml-1 text-faint tabular-nums">{kind.count.toLocaleString('pt-BR')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
