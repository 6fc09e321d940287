import { COUNTED } from '~/domains/orders/schema'
import type { Cohort, Dashboard } from '~/domains/reports/schema'
import { formatMoney } from '~/kernel/money-text'
import { plural } from '~/kernel/plural'
import { Figure } from '~/ui/card'
import { MoneyAndOthers, percent } from '~/ui/money'
import { changeOf, decidedBefore, pointsOf } from './change'
import type { HrefOf } from './period'

/** The period's figures, each a link to the list behind it; arrows compare with the same number of days before. */
export function DayFigures({ report, hrefOf }: { report: Dashboard; hrefOf: HrefOf }) {
  const { figures } = report
  const before = report.before?.figures
  const decided = decidedBefore(report)
  const { orders, carts, cohort, leads } = figures
  const change = (name: string, value: ReturnType<typeof changeOf>) => (value ? { [name]: value } : {})
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure
        label="Receita líquida"
        value={
          <MoneyAndOthers centavos={orders.netCentavos} currency={report.currency} others={orders.others} />
        }
        href={hrefOf('pedidos', { status: COUNTED })}
        {...change('change', changeOf(orders.netCentavos, before?.orders.netCentavos))}
        note={
          orders.refundedCentavos > 0
            ? `${formatMoney(orders.refundedCentavos, report.currency)} devolvidos`
            : null
        }
      />
      <Figure
        label="Pedidos"
        value={orders.count.toLocaleString('pt-BR')}
        href={hrefOf('pedidos', { status: COUNTED })}
        {...change('change', changeOf(orders.count, before?.orders.count))}
        note={
          orders.averageTicketCentavos === null
            ? null
            : `Ticket médio ${formatMoney(orders.averageTicketCentavos, report.currency)}`
        }
      />
      <SettledRate settled={report.settled} hrefOf={hrefOf} />
      <Figure
        label="Voltaram até agora"
        value={`${count(cohort.recovered.count)} de ${count(cohort.entered.count)}`}
        href={hrefOf('carrinhos', { status: 'recuperado' })}
        note={soFarNote(cohort)}
      />
      <Figure
        label="Carrinhos aguardando"
        value={carts.aguardando.count.toLocaleString('pt-BR')}
        href={hrefOf('carrinhos', { status: 'aguardando' })}
        note={`${formatMoney(carts.aguardando.centavos, report.currency)} parados`}
      />
      <Figure
        label="Carrinhos abandonados"
        value={carts.abandonado.count.toLocaleString('pt-BR')}
        href={hrefOf('carrinhos', { status: 'abandonado' })}
        {...change('change', changeOf(carts.abandonado.count, decided?.carts.abandonado.count, false))}
        note={`${formatMoney(carts.abandonado.centavos, report.currency)} sem venda`}
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

const count = (value: number) => value.toLocaleString('pt-BR')

/** The rate of carts whose window is over: the only one that can't change any more, with what it is a share of. */
function SettledRate({ settled, hrefOf }: { settled: Dashboard['settled']; hrefOf: HrefOf }) {
  const { from, to, cohort, before } = settled
  const change = pointsOf(cohort.rateCount, before.rateCount)
  return (
    <Figure
      label="Taxa de recuperação"
      value={percent(cohort.rateCount)}
      href={hrefOf('carrinhos', { status: 'recuperado' }, { from, to })}
      {...(change ? { change } : {})}
      note={
        cohort.entered.count === 0 ? (
          'Nenhum carrinho com prazo encerrado ainda'
        ) : (
          <span title={`Por valor: ${percent(cohort.rateValue)}`}>
            {count(cohort.recovered.count)} de {count(cohort.entered.count)} carrinhos, de {shortDay(from)} a{' '}
            {shortDay(to)}, já com o prazo encerrado
          </span>
        )
      }
    />
  )
}

/** `2026-10-31` as `31/10/26`. */
function shortDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${date}/${month}/${year.slice(2)}`
}

/** The share of all that entered, and how many may still come back. */
function soFarNote({ entered, open, rateCount, rateValue }: Cohort): string {
  if (entered.count === 0) return 'Nenhum carrinho no período'
  const waiting = open.count > 0 ? ` · ${count(open.count)} em aberto` : ''
  return `${percent(rateCount)} · ${percent(rateValue)} do valor${waiting}`
}
