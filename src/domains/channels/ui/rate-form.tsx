'use client'
import { useState, type FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { trpc } from '~/wiring/client'
import type { ConnectionView } from '../schema'
import { useAct } from '~/wiring/use-act'

/** How fast a channel sends: the pace keeps it from being blocked. */
export function RateForm({ empresa, connection }: { empresa: string; connection: ConnectionView }) {
  const { busy, act } = useAct()
  const { id, minGapSeconds, maxGapSeconds, dailyCap, warmUpFrom } = connection
  const [rate, setRate] = useState({ minGapSeconds, maxGapSeconds, dailyCap, warmUpFrom })
  const save = (event: FormEvent) => {
    event.preventDefault()
    const before = { minGapSeconds, maxGapSeconds, dailyCap, warmUpFrom }
    void act(
      () => trpc.messaging.connections.rate.mutate({ empresa, id, ...rate }),
      'Ritmo salvo.',
      () => trpc.messaging.connections.rate.mutate({ empresa, id, ...before }),
    )
  }
  const number = (name: 'minGapSeconds' | 'maxGapSeconds' | 'dailyCap', most: number) => ({
    type: 'number',
    min: 1,
    max: most,
    value: rate[name],
    onChange: (event: { target: { value: string } }) =>
      setRate({ ...rate, [name]: Number(event.target.value) }),
  })
  return (
    <form onSubmit={save} className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3">
        <Field label="De" hint="segundos entre envios">
          {(control) => <Input {...control} {...number('minGapSeconds', 3600)} />}
        </Field>
        <Field label="Até" hint="sorteado a cada envio">
          {(control) => <Input {...control} {...number('maxGapSeconds', 3600)} />}
        </Field>
      </div>
      <Field label="No máximo por dia">
        {(control) => <Input {...control} {...number('dailyCap', 100_000)} className="max-w-40" />}
      </Field>
      <Field
        label="Aquecer o número desde"
        optional
        hint="Um número novo começa com poucas conversas por dia e vai subindo. Em branco, já está aquecido."
      >
        {(control) => (
          <Input
            {...control}
            type="date"
            value={rate.warmUpFrom ?? ''}
            onChange={(event) => setRate({ ...rate, warmUpFrom: event.target.value || null })}
            className="max-w-44"
          />
        )}
      </Field>
      <SubmitButton busy={busy} className="self-end">
        Salvar ritmo
      </SubmitButton>
    </form>
  )
}
