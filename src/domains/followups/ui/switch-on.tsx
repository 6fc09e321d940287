'use client'
import { Power, PowerOff, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { orSay, useAct } from '~/wiring/use-act'
import { Button } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { trpc } from '~/wiring/client'
import type { FollowUpView, ReplayView } from '../schema'
import { ReplayResult } from './replay-result'

/** Switches the series on, after showing what it would have sent; switches it off at once, with *Desfazer*. */
export function SwitchOn({
  empresa,
  timezone,
  followUp,
  connections,
  changed,
  replay,
  onDone,
}: {
  empresa: string
  timezone: string
  followUp: FollowUpView
  connections: readonly { id: string; name: string; simulated: boolean }[]
  /** There are unsaved changes. */
  changed: boolean
  replay: () => Promise<ReplayView | null>
  onDone: () => void
}) {
  const { busy, act } = useAct()
  const { kind, active } = followUp
  const [preview, setPreview] = useState<ReplayView | null>(null)
  const [connectionId, setConnection] = useState(
    (connections.find(({ id }) => id === followUp.connectionId) ?? connections[0])?.id ?? '',
  )
  const set = (value: boolean, by = connectionId) =>
    trpc.followUps.switch.mutate({ empresa, kind, active: value, ...(by ? { connectionId: by } : {}) })
  if (active)
    return (
      <Button
        size="sm"
        busy={busy}
        icon={<PowerOff size={15} aria-hidden />}
        onClick={() =>
          void act(
            () => set(false),
            'Desligado: ninguém mais recebe estas mensagens.',
            () => set(true, followUp.connectionId ?? connectionId),
          )
        }
      >
        Desligar
      </Button>
    )
  const open = async () => setPreview(await replay())
  const simulated = connections.find(({ id }) => id === connectionId)?.simulated
  return (
    <>
      <Button
        size="sm"
        look="primary"
        disabled={changed || connections.length === 0}
        title={
          changed
            ? 'Salve antes de ligar'
            : connections.length === 0
              ? 'Conecte um WhatsApp antes'
              : undefined
        }
        icon={<Power size={15} aria-hidden />}
        onClick={() => void open()}
      >
        Ligar
      </Button>
      {preview ? (
        <Confirm
          open
          onOpenChange={() => setPreview(null)}
          title="Ligar estas mensagens?"
          preview={
            <div className="flex flex-col gap-3">
              <p>Valem só para o que acontecer daqui em diante: ninguém de antes recebe nada.</p>
              {simulated ? (
                <Notice tone="amber" icon={TriangleAlert}>
                  Este número é o simulador: nenhum telefone recebe estas mensagens.
                </Notice>
              ) : null}
              {connections.length > 1 ? (
                <Select
                  aria-label="Número que escreve"
                  options={connections.map(({ id, name }) => ({ value: id, label: name }))}
                  value={connectionId}
                  onChange={(event) => setConnection(event.target.value)}
                />
              ) : null}
              <div className="max-h-[45dvh] overflow-y-auto" role="region" aria-label="Prévia" tabIndex={0}>
                <ReplayResult replay={preview} timezone={timezone} />
              </div>
            </div>
          }
          action="Ligar"
          onConfirm={async () => {
            await orSay(set(true))
            onDone()
          }}
        />
      ) : null}
    </>
  )
}
