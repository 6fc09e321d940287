'use client'
import { RefreshCw, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Destinations } from '~/domains/channels/schema'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Radio } from '~/ui/radio'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { messageOf, trpc } from '~/wiring/client'

export type Place = {
  connectionId: string
  target: 'group' | 'status'
  address: string
  targetName: string | null
}
type Found = { of: string; places: Destinations } | { of: string; error: string }

/** Channel and destination: one of its groups, requested from WhatsApp by name, or its own status. */
export function PostPlaceFields({
  empresa,
  connections,
  value,
  onChange,
}: {
  empresa: string
  connections: readonly { id: string; name: string }[]
  value: Place
  onChange: (change: Partial<Place>) => void
}) {
  const { connectionId, target } = value
  const [found, setFound] = useState<Found | null>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let current = true
    trpc.messaging.connections.places.query({ empresa, id: connectionId }).then(
      (places) => {
        if (current) setFound({ of: connectionId, places })
      },
      (failure: unknown) => {
        if (current) setFound({ of: connectionId, error: messageOf(failure) })
      },
    )
    return () => void (current = false)
  }, [empresa, connectionId, asked])
  const here = found?.of === connectionId ? found : null
  const places = here && 'places' in here ? here.places : null
  const problem = here && ('error' in here ? here.error : here.places.reason)
  return (
    <>
      <Field label="Por qual número" required>
        {(control) => (
          <Select
            {...control}
            options={connections.map(({ id, name }) => ({ value: id, label: name }))}
            value={connectionId}
            onChange={(event) =>
              onChange({ connectionId: event.target.value, address: '', targetName: null })
            }
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-sm font-medium">Onde</legend>
        <div className="flex flex-wrap gap-x-5">
          <Radio
            name="target"
            label="Em um grupo"
            checked={target === 'group'}
            onChange={() => onChange({ target: 'group' })}
          />
          <Radio
            name="target"
            label="No status"
            disabled={places !== null && !places.stories}
            checked={target === 'status'}
            onChange={() => onChange({ target: 'status' })}
          />
        </div>
        {problem ? (
          <div aria-live="polite">
            <Notice
              tone="amber"
              icon={TriangleAlert}
              action={
                <Button
                  size="sm"
                  icon={<RefreshCw size={15} aria-hidden />}
                  onClick={() => {
                    setFound(null)
                    setAsked(asked + 1)
                  }}
                >
                  Tentar de novo
                </Button>
              }
            >
              {problem}
            </Notice>
          </div>
        ) : null}
        {here === null && target === 'group' ? (
          <Field label="Grupo" required>
            {(control) => <Select {...control} disabled placeholder="Procurando os grupos…" options={[]} />}
          </Field>
        ) : null}
        {here && target === 'group' ? (
          <GroupField groups={places?.groups ?? []} value={value} onChange={onChange} />
        ) : null}
      </fieldset>
    </>
  )
}

function GroupField({
  groups,
  value,
  onChange,
}: {
  groups: Destinations['groups']
  value: Place
  onChange: (change: Partial<Place>) => void
}) {
  if (groups.length === 0)
    return (
      <Field
        label="Código do grupo"
        hint="Sem a lista do WhatsApp: cole o código, como 120363000000000000@g.us."
        required
      >
        {(control) => (
          <Input
            {...control}
            value={value.address}
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => onChange({ address: event.target.value.trim(), targetName: null })}
          />
        )}
      </Field>
    )
  const known = groups.some(({ id }) => id === value.address)
  const kept =
    value.address !== '' && !known
      ? [{ value: value.address, label: `${value.targetName ?? value.address} (fora da lista)` }]
      : []
  return (
    <Field label="Grupo" required>
      {(control) => (
        <Select
          {...control}
          placeholder="Escolha o grupo"
          options={[...groups.map(({ id, name }) => ({ value: id, label: name })), ...kept]}
          value={value.address}
          onChange={(event) => {
            const group = groups.find(({ id }) => id === event.target.value)
            onChange({ address: event.target.value, targetName: group?.name ?? value.targetName })
          }}
        />
      )}
    </Field>
  )
}
