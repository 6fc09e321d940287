import type { Dashboard } from '~/domains/reports/schema'
import type { RevenuePoint } from '~/domains/reports/ui/figures'

const day = new Intl.DateTimeFormat('pt-BR', { timeZone: 'UTC', day: '2-digit', month: '2-digit' })
const fullDay = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'UTC',
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})
const month = new Intl.DateTimeFormat('pt-BR', { timeZone: 'UTC', month: 'short', year: '2-digit' })
const fullMonth = new Intl.DateTimeFormat('pt-BR', { timeZone: 'UTC', month: 'long', year: 'numeric' })

/** The series as the revenue chart wants it. Its days are already the empresa's: no zone is applied again. */
export function revenuePoints({
  series,
  granularity,
}: Pick<Dashboard, 'series' | 'granularity'>): RevenuePoint[] {
  return series.map((point) => {
    const at = new Date(granularity === 'day' ? `${point.at}T00:00:00Z` : `${point.at}-01T00:00:00Z`)
    return {
      label:
        granularity === 'day' ? day.format(at) : month.format(at).replace('. de ', '/').replace(' de ', '/'),
      full: granularity === 'day' ? fullDay.format(at) : fullMonth.format(at),
      gross: point.grossCentavos,
      refunds: point.refundedCentavos,
      net: point.netCentavos,
      orders: point.orders,
    }
  })
}
