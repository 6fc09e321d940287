'use client'
import { CircleAlert, Plus, RefreshCw, Tag } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import type { LabelsView } from '../labels-schema'
import {
  CUSTOMER_STATUSES,
  CUSTOMER_STATUS_MEANINGS,
  CUSTOMER_STATUS_NAMES,
  type CustomerStatus,
} from '../rules/customer-status'
import { useAct } from '~/wiring/use-act'

const contactsText = (count: number) =>
  `${count.toLocaleString('pt-BR')} ${count === 1 ? 'pessoa' : 'pessoas'}`

/** Which label of the channel's WhatsApp follows which status of a customer (msg-6). */
export function LabelsCard({ empresa, id, view }: { empresa: string; id: string; view: LabelsView }) {
  const { busy, act } = useAct()
  const [name, setName] = useState('')
  const { supported, labels } = view
  if (!supported)
    return (
      <Card title="Etiquetas">
        <p className="text-sm text-soft">O serviço deste número não tem etiquetas do WhatsApp Business.</p>
      </Card>
    )
  const assign = (status: CustomerStatus, label: string | null) =>
    trpc.messaging.labels.assign.mutate({ empresa, id, status, label })
  const create = async (event: FormEvent) => {
    event.preventDefault()
    const made = await act(
      () => trpc.messaging.labels.create.mutate({ empresa, id, name }),
      'Etiqueta criada.',
    )
    if (made) setName('')
  }
  const waiting = labels.reduce((sum, label) => sum + label.waiting, 0)
  const problem = labels.find((label) => label.problem !== null)?.problem
  return (
    <Card
      title="Etiquetas"
      hint="Seguem a situação de cada cliente no WhatsApp Business, a cada cinco minutos. As outras são as mesmas aqui e no celular."
      aside={
        <Button
          size="sm"
          busy={busy}
          icon={<RefreshCw size={15} aria-hidden />}
          onClick={() =>
            void act(() => trpc.messaging.labels.refresh.mutate({ empresa, id }), 'Etiquetas buscadas.')
          }
        >
          Buscar no WhatsApp
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {labels.length === 0 ? (
          <Notice icon={Tag}>Busque as etiquetas que o número já tem, ou crie uma aqui.</Notice>
        ) : (
          CUSTOMER_STATUSES.map((status) => {
            const current = labels.find((label) => label.status === status)
            return (
              <Field
                key={status}
                label={CUSTOMER_STATUS_NAMES[status]}
                hint={`${CUSTOMER_STATUS_MEANINGS[status]}${current ? ` ${contactsText(current.people)} com ela.` : ''}`}
              >
                {(control) => (
                  <Select
                    {...control}
                    placeholder="Nenhuma etiqueta"
                    disabled={busy}
                    options={labels.map(({ label, name: text }) => ({ value: label, label: text }))}
                    value={current?.label ?? ''}
                    onChange={(event) => {
                      const next = event.target.value === '' ? null : event.target.value
                      void act(
                        () => assign(status, next),
                        'Etiqueta salva. As conversas mudam em alguns minutos.',
                        () => assign(status, current?.label ?? null),
                      )
                    }}
                  />
                )}
              </Field>
            )
          })
        )}
        {problem ? (
          <Notice tone="amber" icon={CircleAlert}>
            {`${problem} ${waiting.toLocaleString('pt-BR')} ${waiting === 1 ? 'conversa espera' : 'conversas esperam'}; tentamos de novo sozinhos.`}
          </Notice>
        ) : waiting > 0 ? (
          <p className="text-xs text-faint">
            {`${waiting.toLocaleString('pt-BR')} ${waiting === 1 ? 'conversa a atualizar' : 'conversas a atualizar'} no WhatsApp.`}
          </p>
        ) : null}
        <form onSubmit={(event) => void create(event)} className="flex flex-wrap items-end gap-2">
          <Field label="Nova etiqueta" className="min-w-40 flex-1">
            {(control) => (
              <Input
                {...control}
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <SubmitButton busy={busy} disabled={name.trim() === ''} icon={<Plus size={16} aria-hidden />}>
            Criar
          </SubmitButton>
        </form>
      </div>
    </Card>
  )
}
