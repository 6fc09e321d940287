import { CART_STATUSES } from '~/domains/carts/schema'
import { CART_STATUS_NAMES } from '~/domains/carts/texts'
import { PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import type { SegmentChoice, SegmentName } from './segment-fields'

const PERIOD: SegmentChoice = {
  name: 'period',
  label: 'Quando',
  all: 'Desde o começo',
  options: PERIOD_OPTIONS,
}
const UF: SegmentChoice = { name: 'uf', label: 'UF', all: 'Todas', options: UF_OPTIONS }

/** What each list of the portal can be narrowed by; read on the server, since the lists' schemas are no code for a form. */
export const SEGMENT_CHOICES: Record<SegmentName, readonly SegmentChoice[]> = {
  leads: [
    PERIOD,
    {
      name: 'client',
      label: 'Cliente',
      all: 'Tanto faz',
      options: [
        { value: 'nao', label: 'Ainda não é cliente' },
        { value: 'sim', label: 'Já é cliente' },
      ],
    },
    {
      name: 'contacted',
      label: 'Contato',
      all: 'Tanto faz',
      options: [
        { value: 'nao', label: 'A contatar' },
        { value: 'sim', label: 'Contatados' },
      ],
    },
    UF,
  ],
  clientes: [
    {
      name: 'group',
      label: 'Pedidos',
      all: 'Qualquer número',
      options: [
        { value: 'recorrente', label: 'Dois ou mais' },
        { value: 'um', label: 'Um só' },
        { value: 'nenhum', label: 'Nenhum que conte' },
      ],
    },
    UF,
  ],
  carrinhos: [
    PERIOD,
    {
      name: 'status',
      label: 'Situação',
      all: 'Todas',
      options: CART_STATUSES.map((value) => ({ value, label: CART_STATUS_NAMES[value] })),
    },
    {
      name: 'sent',
      label: 'Enviado',
      all: 'Tanto faz',
      options: [
        { value: 'nenhum', label: 'Nada ainda' },
        { value: 'algum', label: 'E-mail ou WhatsApp' },
      ],
    },
    UF,
  ],
}
