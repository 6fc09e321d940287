import type { PERIODS } from '~/kernel/period-names'
import { dashboardInput, type DashboardInput } from '~/domains/reports/schema'
import { fromListParams } from '~/kernel/list-params'
import type { SearchParams } from '~/ui/list/types'

const SWITCH = ['hoje', 'ontem', '7dias', '30dias', '90dias', 'mes', 'tudo'] as const satisfies typeof PERIODS
const LABELS: Record<(typeof SWITCH)[number], string> = {
  hoje: 'Hoje',
  ontem: 'Ontem',
  '7dias': '7 dias',
  '30dias': '30 dias',
  '90dias': '90 dias',
  mes: 'Este mês',
  tudo: 'Tudo',
}
export const DEFAULT_PERIOD = '30dias'

/** The period in the address; what can't be read counts as the last 30 days. */
export function readPeriod(params: SearchParams): DashboardInput {
  const parsed = dashboardInput.safeParse(fromListParams(params))
  const { period, from, to } = parsed.success ? parsed.data : {}
  if (from !== undefined || to !== undefined) return { from, to }
  return { period: period ?? DEFAULT_PERIOD }
}

/** The period as the query of a list, so that a figure leads to exactly its rows. */
function periodQuery({ period, from, to }: DashboardInput): Record<string, string> {
  if (from !== undefined || to !== undefined)
    return { ...(from ? { de: from } : {}), ...(to ? { ate: to } : {}) }
  return period && period !== 'tudo' ? { periodo: period } : {}
}

/** The switch's entries; the days whose carts are all decided are the last. */
export function periodLinks(path: string, current: DashboardInput, settled: { from: string; to: string }) {
  const named = SWITCH.map((period) => ({
    href: period === DEFAULT_PERIOD ? path : `${path}?periodo=${period}`,
    label: LABELS[period],
    current: current.period === period,
  }))
  const isSettled = current.from === settled.from && current.to === settled.to
  return [
    ...named,
    {
      href: `${path}?de=${settled.from}&ate=${settled.to}`,
      label: '30 dias já encerrados',
      current: isSettled,
    },
  ]
}

/** The address of a list with the rows that a figure counts: of the page's period, or of the days given. */
export type HrefOf = (
  list: string,
  query?: Record<string, string>,
  days?: { from: string; to: string },
) => string

/** The addresses of the lists behind the figures of one empresa's period. */
export function hrefsOf(slug: string, period: DashboardInput): HrefOf {
  return (list, query = {}, days = undefined) => {
    const text = new URLSearchParams({ ...query, ...periodQuery(days ?? period) }).toString()
    return `/${slug}/${list}${text ? `?${text}` : ''}`
  }
}
