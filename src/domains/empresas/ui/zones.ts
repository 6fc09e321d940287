import type { Option } from '~/ui/select'

/** The zones of Brazil, by their everyday names. */
export const ZONES: readonly Option[] = [
  { value: 'America/Sao_Paulo', label: 'Brasília, São Paulo, Rio (−3 h)' },
  { value: 'America/Bahia', label: 'Salvador (−3 h)' },
  { value: 'America/Fortaleza', label: 'Fortaleza, Natal (−3 h)' },
  { value: 'America/Recife', label: 'Recife (−3 h)' },
  { value: 'America/Belem', label: 'Belém, Macapá (−3 h)' },
  { value: 'America/Manaus', label: 'Manaus (−4 h)' },
  { value: 'America/Cuiaba', label: 'Cuiabá (−4 h)' },
  { value: 'America/Campo_Grande', label: 'Campo Grande (−4 h)' },
  { value: 'America/Porto_Velho', label: 'Porto Velho (−4 h)' },
  { value: 'America/Boa_Vista', label: 'Boa Vista (−4 h)' },
  { value: 'America/Rio_Branco', label: 'Rio Branco (−5 h)' },
  { value: 'America/Noronha', label: 'Fernando de Noronha (−2 h)' },
]
