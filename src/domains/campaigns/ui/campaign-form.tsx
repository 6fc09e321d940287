'use client'
import { CircleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Field } from '~/ui/field'
import { Input, Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { UnsavedGuard } from '~/ui/unsaved-guard'
import { messageOf, trpc } from '~/wiring/client'
import { decodeText, notAList } from '../text-file'
import { SEGMENTS, SegmentFields, segmentOf, type SegmentChoice, type SegmentName } from './segment-fields'

type Choice = { id: string; name: string }
type NumberChoice = Choice & { simulated: boolean }

/** A new campaign: text, channel and recipients. Nothing is sent before it is checked and started. */
export function CampaignForm({
  empresa,
  templates,
  connections,
  choices,
}: {
  empresa: string
  templates: readonly Choice[]
  connections: readonly NumberChoice[]
  /** What each list can be narrowed by. */
  choices: Record<SegmentName, readonly SegmentChoice[]>
}) {
  const router = useRouter()
  const [kind, setKind] = useState<'segmento' | 'arquivo'>('segmento')
  const [of, setOf] = useState<SegmentName>('carrinhos')
  const [list, setList] = useState({ text: '', fileName: '' })
  const [touched, setTouched] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => String(data.get(name) ?? '')
    setBusy(true)
    setError(null)
    // Loaded on demand: the form itself imports no schema.
    const { campaignSource } = await import('../schema')
    const source = campaignSource.safeParse(
      kind === 'segmento'
        ? { kind, segment: { of, ...segmentOf(choices[of], data) } }
        : { kind, text: list.text, ...(list.fileName ? { fileName: list.fileName } : {}) },
    )
    try {
      if (!source.success) return setError(source.error.issues[0]?.message ?? 'Confira para quem vai.')
      const { id } = await trpc.campaigns.create.mutate({
        empresa,
        name: text('name'),
        templateId: text('templateId'),
        connectionId: text('connectionId'),
        startsAt: text('startsAt') || null,
        gapSeconds: text('gapSeconds') ? Number(text('gapSeconds')) : null,
        source: source.data,
      })
      setTouched(false)
      router.push(`/${empresa}/campanhas/${id}`)
    } catch (failure) {
      setError(messageOf(failure))
    } finally {
      setBusy(false)
    }
  }
  const read = async (file: File | undefined) => {
    if (!file) return
    const bytes = new Uint8Array(await file.arrayBuffer())
    const reason = notAList(bytes)
    setError(reason)
    setList(reason ? { text: '', fileName: '' } : { text: decodeText(bytes), fileName: file.name })
  }
  const options = (choices: readonly Choice[]) => choices.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <form
      onSubmit={(event) => void submit(event)}
      onChange={() => setTouched(true)}
      className="flex flex-col gap-4"
    >
      <UnsavedGuard dirty={touched && !busy} />
      <Field label="Nome da campanha" hint="Só a sua equipe vê" required>
        {(control) => <Input {...control} name="name" maxLength={80} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Modelo" required>
          {(control) => <Select {...control} name="templateId" options={options(templates)} />}
        </Field>
        <Field label="Por qual número" required>
          {(control) => <Select {...control} name="connectionId" options={options(connections)} />}
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Começar em" hint="Vazio: assim que você mandar" optional>
          {(control) => <Input {...control} name="startsAt" type="datetime-local" />}
        </Field>
        <Field label="Segundos entre envios" hint="Vazio: no ritmo do número" optional>
          {(control) => (
            <Input {...control} name="gapSeconds" type="number" inputMode="numeric" min={1} max={3600} />
          )}
        </Field>
      </div>
      {connections[0]?.simulated ? (
        <Notice tone="amber" icon={CircleAlert}>
          Só o simulador está conectado: a campanha pode ser ensaiada, mas nenhum telefone a recebe.
        </Notice>
      ) : null}
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-medium">Para quem</legend>
        <div className="flex flex-wrap gap-4">
          {(['segmento', 'arquivo'] as const).map((value) => (
            <label key={value} className="flex items-center gap-2 text-sm max-sm:py-3">
              <input
                type="radio"
                name="kind"
                className="size-4 accent-jade"
                checked={kind === value}
                onChange={() => setKind(value)}
              />
              {value === 'segmento' ? 'Quem já está no Retoma' : 'Uma lista minha'}
            </label>
          ))}
        </div>
        {kind === 'segmento' ? (
          <>
            <Field label="De onde">
              {(control) => (
                <Select
                  {...control}
                  options={SEGMENTS.map((one) => ({ ...one }))}
                  value={of}
                  onChange={(event) => {
                    const next = SEGMENTS.find(({ value }) => value === event.target.value)
                    if (next) setOf(next.value)
                  }}
                />
              )}
            </Field>
            <SegmentFields key={of} choices={choices[of]} />
          </>
        ) : (
          <>
            <Field
              label="Arquivo CSV"
              hint="Com uma coluna de telefone e, se tiver, uma de nome. As outras viram {campo.coluna}."
              optional
            >
              {(control) => (
                <input
                  {...control}
                  type="file"
                  accept=".csv,.txt,text/csv,text/plain"
                  className="text-sm file:mr-3 file:h-9 file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:text-sm"
                  onChange={(event) => void read(event.target.files?.[0])}
                />
              )}
            </Field>
            <Field label="Ou cole a lista">
              {(control) => (
                <Textarea
                  {...control}
                  rows={6}
                  className="max-h-72 font-mono text-xs"
                  placeholder={'nome;telefone\nMariana;(31) 98765-4321'}
                  value={list.text}
                  onChange={(event) => setList({ text: event.target.value, fileName: '' })}
                />
              )}
            </Field>
          </>
        )}
      </fieldset>
      {error ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {error}
        </Notice>
      ) : null}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span className="text-xs text-faint">Nada é enviado ainda: primeiro você confere quem recebe.</span>
        <SubmitButton look="primary" busy={busy}>
          Conferir a lista
        </SubmitButton>
      </div>
    </form>
  )
}
