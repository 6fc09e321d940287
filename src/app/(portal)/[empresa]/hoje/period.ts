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
export function periodQuery({ period, from, to }: DashboardInput): Record<string, string> {
  if (from !== undefined || to !== undefined)
    return { ...(from ? { de: from } : {}), ...(to ? { ate: to } : {}) }
  return period && period !== 'tudo' ? { periodo: period } : {}
}

/** The switch's entries. */
export function periodLinks(path: string, current: DashboardInput) {
  return SWITCH.map((period) => ({
    href: period === DEFAULT_PERIOD ? path : `${path}?periodo=${period}`,
    label: LABELS[period],
    current: current.period === period,
  }))
}
