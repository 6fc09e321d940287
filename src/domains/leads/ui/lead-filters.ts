import { PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import type { Filter } from '~/ui/list/types'
import type { LeadOptions } from '../schema'

/** Filters of the list of leads (lead-1). */
export function leadFilters(options: LeadOptions): Filter[] {
  return [
    { kind: 'period', label: 'Recebido', options: PERIOD_OPTIONS, all: 'Desde o começo' },
    {
      kind: 'choice',
      param: 'client',
      label: 'Cliente',
      options: [
        { value: 'sim', label: 'Já é cliente' },
        { value: 'nao', label: 'Ainda não' },
      ],
    },
    {
      kind: 'choice',
      param: 'contacted',
      label: 'Contato',
      options: [
        { value: 'nao', label: 'Sem contato' },
        { value: 'sim', label: 'Contatados' },
      ],
    },
    ...(options.forms.length > 1
      ? [{ kind: 'choice' as const, param: 'form', label: 'Formulário', options: options.forms }]
      : []),
    ...(options.sizes.length > 0
      ? [
          {
            kind: 'choice' as const,
            param: 'leadSize',
            label: 'Tamanho',
            options: options.sizes.map((size) => ({ value: size, label: size })),
          },
        ]
      : []),
    { kind: 'choice', param: 'uf', label: 'UF', options: UF_OPTIONS, all: 'Todas' },
  ]
}
