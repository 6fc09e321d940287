import { PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import type { Filter } from '~/ui/list/types'
import type { LeadOptions } from '../schema'

/** Whether a lead has become a customer. */
export const CLIENT_OPTIONS = [
  { value: 'sim', label: 'Já é cliente' },
  { value: 'nao', label: 'Ainda não' },
]
/** Whether a member of the shop has written to a lead. */
export const CONTACTED_OPTIONS = [
  { value: 'nao', label: 'Sem contato' },
  { value: 'sim', label: 'Contatados' },
]

/** Filters of the list of leads (lead-1). */
export function leadFilters(options: LeadOptions): Filter[] {
  return [
    { kind: 'period', label: 'Recebido', options: PERIOD_OPTIONS, all: 'Desde o começo' },
    {
      kind: 'choice',
      param: 'client',
      label: 'Cliente',
      options: CLIENT_OPTIONS,
    },
    {
      kind: 'choice',
      param: 'contacted',
      label: 'Contato',
      options: CONTACTED_OPTIONS,
    },
    ...(options.forms.length > 1
      ? [{ kind: 'choice' as const, param: 'form', many: true, label: 'Formulário', options: options.forms }]
      : []),
    ...(options.sizes.length > 0
      ? [
          {
            kind: 'choice' as const,
            param: 'leadSize',
            many: true,
            label: 'Tamanho',
            options: options.sizes.map((size) => ({ value: size, label: size })),
          },
        ]
      : []),
    { kind: 'choice', param: 'uf', many: true, label: 'UF', options: UF_OPTIONS, all: 'Todas' },
  ]
}
