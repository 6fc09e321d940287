import { clsx } from 'clsx'
import Link from 'next/link'
import { plural } from '~/kernel/plural'
import { Money, percent } from '~/ui/money'
import { Table, Td, Th } from '~/ui/table'
import { ChartCard } from './chart-card'
import type { UfFigure } from './figures'
import { UF_NAMES, UF_PLACES, ufTone } from './uf-grid'

/** The look of a tone. Text keeps 4.5:1 on each, in both themes: a mix stays under half, the strongest has its own ink. */
function lookOf(tone: number): { className: string; style?: { backgroundColor: string } } {
  if (tone === 0) return { className: 'bg-sunken text-faint' }
  if (tone === 1) return { className: 'bg-jade text-on-jade' }
  const share = `${(12 + 38 * tone).toFixed(0)}%`
  return {
    className: 'text-ink',
    style: { backgroundColor: `color-mix(in srgb, var(--jade) ${share}, var(--surface))` },
  }
}

const TILE = 'flex h-11 flex-col items-center justify-center rounded-md max-sm:h-12'

/** Orders by state on a grid shaped like Brazil: each state with orders a link to them, small ones as readable as large. */
export function UfCard({
  figures,
  currency,
  hrefOf,
  className,
}: {
  figures: readonly UfFigure[]
  currency: string
  hrefOf: (uf: string) => string
  className?: string
}) {
  const byUf = new Map(figures.map((figure) => [figure.uf, figure]))
  const counts = figures.filter((figure) => figure.uf).map((figure) => figure.orders)
  const total = figures.reduce((sum, figure) => sum + figure.orders, 0)
  const unknown = byUf.get(null)?.orders ?? 0
  return (
    <ChartCard
      title="Pedidos por estado"
      hint={
        unknown > 0
          ? `${unknown.toLocaleString('pt-BR')} sem estado no endereço`
          : 'Pelo endereço de cobrança'
      }
      {...(className ? { className } : {})}
      chart={
        <ul className="mx-auto grid max-w-[23rem] grid-cols-6 gap-1">
          {Object.entries(UF_PLACES).map(([uf, [column, row]]) => {
            const orders = byUf.get(uf)?.orders ?? 0
            const look = lookOf(ufTone(orders, counts))
            const tile = (
              <>
                <span className="text-2xs leading-3.5 font-semibold">{uf}</span>
                <span className="text-2xs leading-3.5 tabular-nums">{short(orders)}</span>
              </>
            )
            const title = `${UF_NAMES[uf] ?? uf}: ${plural(orders, 'pedido', 'pedidos')}`
            return (
              <li key={uf} style={{ gridColumn: column, gridRow: row + 1 }}>
                {orders === 0 ? (
                  <span title={title} className={clsx(TILE, look.className)}>
                    {tile}
                  </span>
                ) : (
                  <Link
                    href={hrefOf(uf)}
                    prefetch={false}
                    title={title}
                    style={look.style}
                    className={clsx(TILE, 'transition-transform hover:scale-105', look.className)}
                  >
                    {tile}
                  </Link>
                )}
              </li>
            )
          })}
        </ul>
      }
      table={
        <Table caption="Pedidos por estado">
          <thead>
            <tr>
              <Th>Estado</Th>
              <Th end>Pedidos</Th>
              <Th end>Parte</Th>
              <Th end>Receita</Th>
            </tr>
          </thead>
          <tbody>
            {[...figures]
              .sort((one, other) => other.orders - one.orders)
              .map((figure) => (
                <tr key={figure.uf ?? 'none'}>
                  <Td>{figure.uf ? (UF_NAMES[figure.uf] ?? figure.uf) : 'Sem estado'}</Td>
                  <Td end>{figure.orders.toLocaleString('pt-BR')}</Td>
                  <Td end>{percent(total > 0 ? figure.orders / total : null)}</Td>
                  <Td end>
                    <Money centavos={figure.centavos} currency={currency} />
                  </Td>
                </tr>
              ))}
          </tbody>
        </Table>
      }
    />
  )
}

const compact = new Intl.NumberFormat('pt-BR', { notation: 'compact', maximumFractionDigits: 0 })

function short(count: number): string {
  return count < 1000 ? count.toString() : compact.format(count).replace(/\u00a0/g, ' ')
}
