'use client'
import { Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { toastDone } from '~/ui/toast'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import { orSay, useAct } from '~/wiring/use-act'
import type { ConnectionKind } from '../schema'
import { CONNECTION_NAMES } from './run-status'

/** The hour of the daily import; empty means by hand only (imp-6). */
export function DailyForm({
  empresa,
  kind,
  dailyAt,
  timezone,
}: {
  empresa: string
  kind: ConnectionKind
  dailyAt: string | null
  timezone: string
}) {
  const { busy, act } = useAct()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const entry = new FormData(event.currentTarget).get('dailyAt')
    const hour = typeof entry === 'string' && entry !== '' ? entry : null
    return act(
      () => trpc.imports.connections.setDaily.mutate({ empresa, kind, dailyAt: hour }),
      hour ? `Importa sozinha todo dia às ${hour}.` : 'Agora só importa quando alguém pedir.',
    )
  }
  return (
    <Card title="Importação diária">
      <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-3">
        <Field
          label="Todo dia às"
          hint={`Hora de ${timezone}. Em branco, só quando alguém pedir.`}
          className="min-w-0 flex-1"
        >
          {(control) => (
            <Input
              {...control}
              type="time"
              name="dailyAt"
              defaultValue={dailyAt ?? ''}
              className="max-w-36"
            />
          )}
        </Field>
        <SubmitButton busy={busy}>Salvar hora</SubmitButton>
      </form>
    </Card>
  )
}

/** Removes a connection, after saying what stays. */
export function RemoveConnection({ empresa, kind }: { empresa: string; kind: ConnectionKind }) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const remove = async () => {
    await orSay(trpc.imports.connections.remove.mutate({ empresa, kind }))
    toastDone('Conexão apagada.')
    router.refresh()
  }
  return (
    <>
      <Button
        look="ghost"
        icon={<Trash2 size={16} aria-hidden />}
        onClick={() => setOpen(true)}
        className="self-start text-red-ink"
      >
        Apagar esta conexão
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={`Apagar a conexão: ${CONNECTION_NAMES[kind]}?`}
        preview="Somem as senhas guardadas, o arquivo enviado e o histórico das importações por ela. Leads, carrinhos, pedidos e clientes ficam."
        action="Apagar conexão"
        danger
        onConfirm={remove}
      />
    </>
  )
}
