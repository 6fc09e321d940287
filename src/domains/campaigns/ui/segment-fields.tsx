import { Field } from '~/ui/field'
import { Select, type Option } from '~/ui/select'

export const SEGMENTS = [
  { value: 'leads', label: 'Leads' },
  { value: 'clientes', label: 'Clientes' },
  { value: 'carrinhos', label: 'Carrinhos' },
] as const
export type SegmentName = (typeof SEGMENTS)[number]['value']
export type SegmentChoice = { name: string; label: string; all: string; options: readonly Option[] }

/** The segment of a list of the portal: the same filters as the list has. */
export function SegmentFields({ choices }: { choices: readonly SegmentChoice[] }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {choices.map(({ name, label, all, options }) => (
        <Field key={name} label={label}>
          {(control) => <Select {...control} name={`segment.${name}`} placeholder={all} options={options} />}
        </Field>
      ))}
    </div>
  )
}

/** The chosen filters, without the empty ones. */
export function segmentOf(choices: readonly SegmentChoice[], data: FormData): Record<string, string> {
  return Object.fromEntries(
    choices.flatMap(({ name }) => {
      const value = data.get(`segment.${name}`)
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )
}
