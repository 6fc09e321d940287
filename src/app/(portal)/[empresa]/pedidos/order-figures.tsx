import { COUNTED } from '~/domains/orders/schema'
import type { PeriodInput } from '~/kernel/period'
import { formatMoney } from '~/kernel/money'
import { plural } from '~/kernel/plural'
import { Figure } from '~/ui/card'
import { listHref } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { Count, Money, percent } from '~/ui/money'
import { Skeleton } from '~/ui/skeleton'
import type { OpenPage } from '../open-page'

type Props = { page: OpenPage; period: PeriodInput; path: string; params: SearchParams }

/** Revenue, average ticket and recurrence (ord-1): they count what the shop's own Analytics counts. */
export async function OrderFigures({ page, period, path, params }: Props) {
  const [{ orders }, recurrence] = await Promise.all([
    page.caller.reports.figures({ empresa: page.slug, ...period }),
    page.caller.customers.recurrence({ empresa: page.slug }),
  ])
  const counted = { periodo: params.periodo, de: params.de, ate: params.ate, status: COUNTED }
  const all = listHref(path, counted, {})
  const days = recurrence.daysBetweenOrders
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Figure
        label="Receita líquida"
        value={<Money centavos={orders.netCentavos} />}
        note={
          orders.refundedCentavos > 0
            ? `${formatMoney(orders.refundedCentavos)} reembolsados`
            : 'sem reembolsos'
        }
        href={all}
      />
      <Figure
        label="Pedidos que contam"
        value={<Count value={orders.count} />}
        note="como no Analytics da loja"
        href={all}
      />
      <Figure
        label="Ticket médio"
        value={
          orders.averageTicketCentavos === null ? '—' : <Money centavos={orders.averageTicketCentavos} />
        }
        note="líquido por pedido"
        href={listHref(path, counted, { ordem: '-valor' })}
      />
      <Figure
        label="Clientes que voltam"
        value={percent(recurrence.rate)}
        note={
          days === null ? 'desde o começo' : `a cada ${plural(Math.round(days), 'dia', 'dias')}, em média`
        }
        href={`/${page.slug}/clientes?group=recorrente`}
      />
    </div>
  )
}

/** The same room while they are counted. */
export function OrderFiguresSkeleton() {
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 xl:grid-cols-4">
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-[98px]" />
      ))}
    </div>
  )
}
