import { CART_STATUSES } from '~/domains/carts/schema'
import { CART_STATUS_NAMES } from '~/domains/carts/texts'
import { UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import { PERIOD_NAMES, PERIODS } from '~/kernel/period'
import { Field } from '~/ui/field'
import { Select, type Option } from '~/ui/select'

export const SEGMENTS = [
  { value: 'leads', label: 'Leads' },
  { value: 'clientes', label: 'Clientes' },
  { value: 'carrinhos', label: 'Carrinhos' },
] as const
export type SegmentName = (typeof SEGMENTS)[number]['value']

type Choice = { name: string; label: string; all: string; options: readonly Option[] }
const PERIOD: Choice = {
  name: 'period',
  label: 'Quando',
  all: 'Desde o começo',
  options: PERIODS.filter((value) => value !== 'tudo').map((value) => ({
    value,
    label: PERIOD_NAMES[value],
  })),
}
const UF: Choice = { name: 'uf', label: 'UF', all: 'Todas', options: UF_OPTIONS }

const CHOICES: Record<SegmentName, readonly Choice[]> = {
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

/** Who of a list of the portal: the same filters as the list has. */
export function SegmentFields({ of }: { of: SegmentName }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {CHOICES[of].map(({ name, label, all, options }) => (
        <Field key={`${of}${name}`} label={label}>
          {(control) => <Select {...control} name={`segment.${name}`} placeholder={all} options={options} />}
        </Field>
      ))}
    </div>
  )
}

/** What was chosen, without what was left open. */
export function segmentOf(of: SegmentName, data: FormData): Record<string, string> {
  return Object.fromEntries(
    CHOICES[of].flatMap(({ name }) => {
      const value = data.get(`segment.${name}`)
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )
}
