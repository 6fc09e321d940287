'use client'
import { CircleAlert, Download } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { PERIOD_NAMES } from '~/kernel/period-names'
import { SubmitButton } from '~/ui/submit-button'
import { Card } from '~/ui/card'
import { Checkbox } from '~/ui/checkbox'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { trpc } from '~/wiring/client'
import { IMPORT_KINDS } from '../kinds'
import { KIND_NAMES } from '../rules'
import type { ConnectionKind, ImportKind, StartInput } from '../schema'
import { fieldErrors, NO_ERRORS } from './field-errors'
import { CONNECTION_NAMES } from './run-status'

const PERIODS = ['hoje', '7dias', '30dias', 'mes', 'tudo'] as const
const FREE = 'livre'
const NO_DAY = 'Informe ao menos uma das duas datas.'

/** Starts an import: from where, what, and of which period (imp-6). */
export function StartForm({
  empresa,
  connections,
}: {
  empresa: string
  connections: readonly ConnectionKind[]
}) {
  const router = useRouter()
  const [kinds, setKinds] = useState<readonly ImportKind[]>(IMPORT_KINDS)
  const [period, setPeriod] = useState<string>('tudo')
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState(NO_ERRORS)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    if (period === FREE && !text('from') && !text('to')) {
      setErrors({ form: null, of: (field) => (field === 'from' ? NO_DAY : null) })
      return
    }
    setBusy(true)
    setErrors(NO_ERRORS)
    try {
      const days =
        period === FREE ? { from: text('from'), to: text('to') } : { period: period as StartInput['period'] }
      const connection = text('connection') as ConnectionKind | undefined
      const { id } = await trpc.imports.start.mutate({ empresa, kinds: [...kinds], connection, ...days })
      router.push(`/${empresa}/importacoes/${id}`)
    } catch (error) {
      setErrors(fieldErrors(error, ['from', 'to', 'kinds', 'connection']))
      setBusy(false)
    }
  }
  return (
    <Card className="max-w-2xl">
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5" noValidate>
        {errors.form ? (
          <Notice tone="red" icon={CircleAlert} alert>
            {errors.form}
          </Notice>
        ) : null}
        <Field label="De onde" error={errors.of('connection')}>
          {(control) => (
            <Select
              {...control}
              name="connection"
              options={connections.map((kind) => ({ value: kind, label: CONNECTION_NAMES[kind] }))}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-sm font-medium text-ink">O quê</legend>
          <div className="grid grid-cols-2 gap-x-4">
            {IMPORT_KINDS.map((kind) => (
              <Checkbox
                key={kind}
                label={KIND_NAMES[kind].title}
                checked={kinds.includes(kind)}
                onChange={(event) =>
                  setKinds(event.target.checked ? [...kinds, kind] : kinds.filter((other) => other !== kind))
                }
              />
            ))}
          </div>
          {kinds.length === 0 || errors.of('kinds') ? (
            <p className="text-xs font-medium text-red-ink">{errors.of('kinds') ?? 'Escolha ao menos um.'}</p>
          ) : null}
        </fieldset>
        <Field
          label="De quando"
          hint="Importar de novo o mesmo período não duplica nada: só entra o que mudou."
        >
          {(control) => (
            <Select
              {...control}
              value={period}
              onChange={(event) => setPeriod(event.target.value)}
              options={[
                ...PERIODS.map((value) => ({ value, label: PERIOD_NAMES[value] })),
                { value: FREE, label: 'Entre duas datas…' },
              ]}
            />
          )}
        </Field>
        {period === FREE ? (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="De" error={errors.of('from')}>
              {(control) => <Input {...control} type="date" name="from" />}
            </Field>
            <Field label="Até" error={errors.of('to')}>
              {(control) => <Input {...control} type="date" name="to" />}
            </Field>
          </div>
        ) : null}
        <SubmitButton
          look="primary"
          busy={busy}
          disabled={kinds.length === 0}
          icon={<Download size={16} aria-hidden />}
          className="self-start max-sm:w-full"
        >
          Importar
        </SubmitButton>
      </form>
    </Card>
  )
}
