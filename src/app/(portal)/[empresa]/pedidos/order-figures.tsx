import { COUNTED, type OrderFilter } from '~/domains/orders/schema'
import { formatMoney } from '~/kernel/money-text'
import { COUNT_LIMIT } from '~/kernel/paging'
import { plural } from '~/kernel/plural'
import { Figure, FigureStrip } from '~/ui/card'
import { listHref } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { AtLeast, Count, Money, MoneyAndOthers, percent } from '~/ui/money'
import { Skeleton } from '~/ui/skeleton'
import type { OpenPage } from '../open-page'

type Props = { page: OpenPage; filter: OrderFilter; path: string; params: SearchParams }

/** Revenue, average ticket and recurrence (ord-1) of what the list is narrowed to: they count what the shop's own Analytics counts. */
export async function OrderFigures({ page, filter, path, params }: Props) {
  const [orders, recurrence] = await Promise.all([
    page.caller.reports.orders({ empresa: page.slug, ...filter }),
    page.caller.customers.recurrence({ empresa: page.slug }),
  ])
  const all = listHref(path, params, { status: COUNTED })
  const days = recurrence.daysBetweenOrders
  return (
    <FigureStrip>
      <Figure
        label="Receita líquida"
        value={
          <AtLeast more={orders.more}>
            <MoneyAndOthers centavos={orders.netCentavos} currency={page.currency} others={orders.others} />
          </AtLeast>
        }
        note={
          orders.refundedCentavos > 0
            ? `${formatMoney(orders.refundedCentavos, page.currency)} reembolsados`
            : 'sem reembolsos'
        }
        href={all}
      />
      <Figure
        label="Pedidos que contam"
        value={
          <AtLeast more={orders.more}>
            <Count value={orders.more ? COUNT_LIMIT : orders.count} />
          </AtLeast>
        }
        note="como no Analytics da loja"
        href={all}
      />
      <Figure
        label="Ticket médio"
        value={
          orders.averageTicketCentavos === null ? (
            '—'
          ) : (
            <Money centavos={orders.averageTicketCentavos} currency={page.currency} />
          )
        }
        note="líquido por pedido"
        href={listHref(path, params, { status: COUNTED, ordem: '-valor' })}
      />
      <Figure
        label="Clientes que voltam (loja toda)"
        value={percent(recurrence.rate)}
        note={
          days === null ? 'desde o começo' : `a cada ${plural(Math.round(days), 'dia', 'dias')}, em média`
        }
        href={`/${page.slug}/clientes?group=recorrente`}
      />
    </FigureStrip>
  )
}

/** The same space while they are counted. */
export function OrderFiguresSkeleton() {
  return (
    <FigureStrip>
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-[98px] max-md:h-[58px] max-md:w-36" />
      ))}
    </FigureStrip>
  )
}
