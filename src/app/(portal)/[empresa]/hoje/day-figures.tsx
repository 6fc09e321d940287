import { COUNTED } from '~/domains/orders/schema'
import type { Dashboard } from '~/domains/reports/schema'
import { formatMoney } from '~/kernel/money'
import { plural } from '~/kernel/plural'
import { Figure } from '~/ui/card'
import { percent } from '~/ui/money'
import { changeOf, decidedBefore, pointsOf } from './change'

/** The period's figures, each a link to the list behind it; arrows compare with the same number of days before. */
export function DayFigures({
  report,
  hrefOf,
}: {
  report: Dashboard
  hrefOf: (list: string, query?: Record<string, string>) => string
}) {
  const { figures } = report
  const before = report.before?.figures
  const decided = decidedBefore(report)
  const { orders, carts, recovery, leads } = figures
  const change = (name: string, value: ReturnType<typeof changeOf>) => (value ? { [name]: value } : {})
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure
        label="Receita líquida"
        value={formatMoney(orders.netCentavos)}
        href={hrefOf('pedidos', { status: COUNTED })}
        {...change('change', changeOf(orders.netCentavos, before?.orders.netCentavos))}
        note={orders.refundedCentavos > 0 ? `${formatMoney(orders.refundedCentavos)} devolvidos` : null}
      />
      <Figure
        label="Pedidos"
        value={orders.count.toLocaleString('pt-BR')}
        href={hrefOf('pedidos', { status: COUNTED })}
        {...change('change', changeOf(orders.count, before?.orders.count))}
        note={
          orders.averageTicketCentavos === null
            ? null
            : `Ticket médio ${formatMoney(orders.averageTicketCentavos)}`
        }
      />
      <Figure
        label="Taxa de recuperação"
        value={percent(recovery.rateCount)}
        href={hrefOf('carrinhos', { status: 'recuperado' })}
        {...change('change', pointsOf(recovery.rateCount, decided?.recovery.rateCount))}
        note={rateNote(recovery.rateValue, carts.aguardando.count)}
      />
      <Figure
        label="Recuperado"
        value={formatMoney(recovery.recoveredCentavos)}
        href={hrefOf('carrinhos', { status: 'recuperado' })}
        {...change('change', changeOf(recovery.recoveredCentavos, decided?.recovery.recoveredCentavos))}
        note={plural(carts.recuperado.count, 'carrinho', 'carrinhos')}
      />
      <Figure
        label="Carrinhos aguardando"
        value={carts.aguardando.count.toLocaleString('pt-BR')}
        href={hrefOf('carrinhos', { status: 'aguardando' })}
        note={`${formatMoney(carts.aguardando.centavos)} parados`}
      />
      <Figure
        label="Carrinhos abandonados"
        value={carts.abandonado.count.toLocaleString('pt-BR')}
        href={hrefOf('carrinhos', { status: 'abandonado' })}
        {...change('change', changeOf(carts.abandonado.count, decided?.carts.abandonado.count, false))}
        note={`${formatMoney(carts.abandonado.centavos)} sem venda`}
      />
      <Figure
        label="Leads"
        value={leads.count.toLocaleString('pt-BR')}
        href={hrefOf('leads')}
        {...change('change', changeOf(leads.count, before?.leads.count))}
        note={plural(leads.customers, 'já é cliente', 'já são clientes')}
      />
      <Figure
        label="Clientes novos"
        value={figures.newCustomers.toLocaleString('pt-BR')}
        href={hrefOf('clientes', { group: 'comprou' })}
        {...change('change', changeOf(figures.newCustomers, before?.newCustomers))}
        note="Primeira compra no período"
      />
    </div>
  )
}

/** A rate counts what is decided; how much is still open stands beside it. */
function rateNote(byValue: number | null, open: number): string {
  const waiting = open > 0 ? `${open.toLocaleString('pt-BR')} em aberto` : ''
  if (byValue === null) return waiting || 'Nada decidido ainda'
  return [`${percent(byValue)} do valor`, waiting].filter(Boolean).join(' · ')
}
