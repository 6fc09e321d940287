'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Select } from '~/ui/select'
import { Table, Td, Th } from '~/ui/table'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import { mappingAfter } from '../mapping-after'
import type { ConnectionKind, FieldMappingView, FormField } from '../schema'

type Choice = FormField['chosen']
const LEAD_NAMES: Record<NonNullable<FormField['guess']>, string> = {
  name: 'Nome',
  whatsapp: 'WhatsApp',
  email: 'E-mail',
  size: 'Tamanho',
}
const OPTIONS: { value: NonNullable<Choice>; label: string }[] = [
  { value: 'name', label: LEAD_NAMES.name },
  { value: 'whatsapp', label: LEAD_NAMES.whatsapp },
  { value: 'email', label: LEAD_NAMES.email },
  { value: 'size', label: LEAD_NAMES.size },
  { value: 'ignored', label: 'Ignorar' },
]

/** Which field of the shop's forms contains what, with what was written there at the last test (imp-2, imp-3). */
export function MappingForm({
  empresa,
  kind,
  fields,
  mapping,
}: {
  empresa: string
  kind: ConnectionKind
  fields: readonly FormField[]
  mapping: FieldMappingView
}) {
  const router = useRouter()
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map())
  const [busy, setBusy] = useState(false)
  const isTested = fields.some(({ forms }) => forms.length > 0)
  const choose = (field: FormField, choice: Choice) => {
    const next = new Map(choices)
    next.delete(field.key)
    if (choice !== field.chosen) next.set(field.key, choice)
    setChoices(next)
  }
  const save = async () => {
    setBusy(true)
    try {
      const chosen = mappingAfter(mapping, fields, choices)
      await trpc.imports.connections.setMapping.mutate({ empresa, kind, mapping: chosen })
      setChoices(new Map())
      toastDone(
        'Campos salvos. Valem para o que for lido a partir de agora; para os leads antigos, importe desde o começo.',
      )
      router.refresh()
    } catch (error) {
      toastFailed(new Error(messageOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      title="Campos dos formulários"
      hint={
        <>
          Automático segue o nome do campo. Ignorar não usa o campo no contato: ele fica só entre as outras
          respostas do lead.
          {isTested ? null : ' Teste a conexão para ver o que as pessoas escreveram em cada um.'}
        </>
      }
      flush
    >
      <Table caption="O que cada campo guarda">
        <thead>
          <tr>
            <Th>Campo na loja</Th>
            <Th>Guarda</Th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.key}>
              <Td>
                <code className="text-xs break-all">{field.key}</code>
                {field.sample === null ? null : (
                  <span className="block text-sm break-words text-ink">“{field.sample}”</span>
                )}
                {isTested ? <span className="block text-xs text-soft">{seenText(field)}</span> : null}
              </Td>
              <Td className="w-48">
                <Select
                  aria-label={`O que o campo ${field.key} guarda`}
                  placeholder={automaticText(field)}
                  options={OPTIONS}
                  value={(choices.has(field.key) ? choices.get(field.key) : field.chosen) ?? ''}
                  onChange={({ target }) =>
                    choose(field, OPTIONS.find(({ value }) => value === target.value)?.value ?? null)
                  }
                />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="flex justify-end border-t border-line p-3">
        <Button busy={busy} onClick={() => void save()}>
          Salvar campos
        </Button>
      </div>
    </Card>
  )
}

/** What the field is taken for unless a user has chosen. */
const automaticText = ({ guess }: FormField) =>
  `Automático: ${guess === null ? 'outra resposta' : LEAD_NAMES[guess]}`

function seenText({ count, forms }: FormField): string {
  if (forms.length === 0) return 'Não apareceu no último teste.'
  const where = forms.join(', ')
  if (count === null) return `${where} · teste a conexão para ver um exemplo`
  return count === 0 ? `${where} · nunca preenchido` : `${where} · ${plural(count, 'resposta', 'respostas')}`
}
