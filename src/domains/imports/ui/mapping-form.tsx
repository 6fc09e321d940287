'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Select } from '~/ui/select'
import { Table, Td, Th } from '~/ui/table'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import type { ConnectionKind, ConnectionTest, FieldMappingView } from '../schema'

type Target = keyof FieldMappingView
const TARGETS: { value: Target; label: string }[] = [
  { value: 'name', label: 'Nome' },
  { value: 'whatsapp', label: 'WhatsApp' },
  { value: 'email', label: 'E-mail' },
  { value: 'size', label: 'Tamanho' },
]

/** The target of each field of the forms, from the stored mapping. */
function targetsOf(mapping: FieldMappingView): Map<string, Target> {
  return new Map(TARGETS.flatMap(({ value }) => mapping[value].map((field) => [field, value] as const)))
}

/** Which field of the shop's forms holds what, picked from the fields that the last test found (imp-2, imp-3). */
export function MappingForm({
  empresa,
  kind,
  forms,
  mapping,
}: {
  empresa: string
  kind: ConnectionKind
  forms: ConnectionTest['forms']
  mapping: FieldMappingView
}) {
  const router = useRouter()
  const [targets, setTargets] = useState(() => targetsOf(mapping))
  const [busy, setBusy] = useState(false)
  const fields = [...new Set([...targets.keys(), ...forms.flatMap((form) => form.fields)])]
  const choose = (field: string, target: string) => {
    const next = new Map(targets)
    if (target === '') next.delete(field)
    else next.set(field, target as Target)
    setTargets(next)
  }
  const save = async () => {
    const of = (target: Target) =>
      [...targets].filter(([, value]) => value === target).map(([field]) => field)
    setBusy(true)
    try {
      const chosen = { name: of('name'), whatsapp: of('whatsapp'), email: of('email'), size: of('size') }
      await trpc.imports.connections.setMapping.mutate({ empresa, kind, mapping: chosen })
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
      hint="Sem escolha, os nomes comuns (nome, whatsapp, e-mail, tamanho) são reconhecidos sozinhos."
      flush
    >
      <Table caption="O que cada campo guarda">
        <thead>
          <tr>
            <Th>Campo na loja</Th>
            <Th>Formulários</Th>
            <Th>Guarda</Th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <Td>
                <code className="text-xs break-all">{field}</code>
              </Td>
              <Td className="text-xs text-soft">
                {forms
                  .filter((form) => form.fields.includes(field))
                  .map((form) => form.name ?? form.id)
                  .join(', ') || (forms.length === 0 ? 'teste a conexão para ver' : 'não está mais na loja')}
              </Td>
              <Td className="w-44">
                <Select
                  aria-label={`O que o campo ${field} guarda`}
                  placeholder="Automático"
                  options={TARGETS}
                  value={targets.get(field) ?? ''}
                  onChange={(event) => choose(field, event.target.value)}
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
