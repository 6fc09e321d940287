import { UFS } from '~/kernel/br'
import { PERIOD_NAMES, PERIODS } from '~/kernel/period-names'

/** Named periods as every list offers them. */
export const PERIOD_OPTIONS = PERIODS.filter((value) => value !== 'tudo').map((value) => ({
  value,
  label: PERIOD_NAMES[value],
}))
/** The states, for a filter. */
export const UF_OPTIONS = UFS.map((uf) => ({ value: uf, label: uf }))
/** How many orders that count a customer has. */
export const GROUP_OPTIONS = [
  { value: 'comprou', label: 'Um ou mais' },
  { value: 'recorrente', label: 'Dois ou mais' },
  { value: 'um', label: 'Um só' },
  { value: 'nenhum', label: 'Nenhum que conte' },
]
