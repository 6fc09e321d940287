/** Named periods, apart from their checks: client components show them without loading zod. */
export const PERIODS = ['hoje', 'ontem', '7dias', '30dias', '90dias', 'mes', 'tudo'] as const
/** Portuguese name of each named period. */
export const PERIOD_NAMES: Record<(typeof PERIODS)[number], string> = {
  hoje: 'Hoje',
  ontem: 'Ontem',
  '7dias': 'Últimos 7 dias',
  '30dias': 'Últimos 30 dias',
  '90dias': 'Últimos 90 dias',
  mes: 'Este mês',
  tudo: 'Desde o começo',
}
