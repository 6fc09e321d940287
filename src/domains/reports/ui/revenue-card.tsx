import { Money } from '~/ui/money'
import { Table, Td, Th } from '~/ui/table'
import { ChartCard } from './chart-card'
import type { RevenuePoint } from './figures'
import { RevenueChart } from './revenue-chart'

/** Revenue of the period, per day or per month, with its table. */
export function RevenueCard({
  points,
  currency,
  unit,
  className,
}: {
  points: readonly RevenuePoint[]
  currency: string
  unit: 'dia' | 'mês'
  className?: string
}) {
  return (
    <ChartCard
      title={`Receita por ${unit}`}
      hint="Pedidos que contam como venda, já sem as devoluções"
      {...(className ? { className } : {})}
      chart={<RevenueChart points={points} currency={currency} />}
      table={
        <Table caption={`Receita por ${unit}`}>
          <thead>
            <tr>
              <Th>{unit === 'dia' ? 'Dia' : 'Mês'}</Th>
              <Th end>Pedidos</Th>
              <Th end>Bruto</Th>
              <Th end>Devoluções</Th>
              <Th end>Líquido</Th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.full}>
                <Td className="whitespace-nowrap">{point.full}</Td>
                <Td end>{point.orders.toLocaleString('pt-BR')}</Td>
                <Td end>
                  <Money centavos={point.gross} currency={currency} />
                </Td>
                <Td end>
                  <Money centavos={point.refunds} currency={currency} />
                </Td>
                <Td end>
                  <Money centavos={point.net} currency={currency} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      }
    />
  )
}
