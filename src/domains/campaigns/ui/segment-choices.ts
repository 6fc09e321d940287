import { SENT_OPTIONS, STATUS_OPTIONS } from '~/domains/carts/ui/cart-filters'
import { CLIENT_OPTIONS, CONTACTED_OPTIONS } from '~/domains/leads/ui/lead-filters'
import { GROUP_OPTIONS, PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import type { SegmentChoice, SegmentName } from './segment-fields'

const PERIOD: SegmentChoice = {
  name: 'period',
  label: 'Quando',
  all: 'Desde o começo',
  options: PERIOD_OPTIONS,
}
const UF: SegmentChoice = { name: 'uf', label: 'UF', all: 'Todas', options: UF_OPTIONS }

/** Filter choices of each list of the portal; read on the server, so that a form doesn't load the lists' schemas. */
export const SEGMENT_CHOICES: Record<SegmentName, readonly SegmentChoice[]> = {
  leads: [
    PERIOD,
    {
      name: 'client',
      label: 'Cliente',
      all: 'Tanto faz',
      options: CLIENT_OPTIONS,
    },
    {
      name: 'contacted',
      label: 'Contato',
      all: 'Tanto faz',
      options: CONTACTED_OPTIONS,
    },
    UF,
  ],
  clientes: [
    {
      name: 'group',
      label: 'Pedidos',
      all: 'Qualquer número',
      options: GROUP_OPTIONS,
    },
    UF,
  ],
  carrinhos: [
    PERIOD,
    {
      name: 'status',
      label: 'Situação',
      all: 'Todas',
      options: STATUS_OPTIONS,
    },
    {
      name: 'sent',
      label: 'Enviado',
      all: 'Tanto faz',
      options: SENT_OPTIONS,
    },
    UF,
  ],
}
