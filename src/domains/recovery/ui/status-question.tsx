'use client'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Select } from '~/ui/select'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'
import type { UnknownStatus } from '../schema'

const OPTIONS = [
  { value: 'venda', label: 'Conta como venda' },
  { value: 'nao', label: 'Não é venda' },
]

/** Statuses of the shop's own: an administrator says which are sales; the likely answer is preselected. */
export function StatusQuestion({ empresa, statuses }: { empresa: string; statuses: UnknownStatus[] }) {
  const { busy, act } = useAct()
  const [sales, setSales] = useState(
    () => new Map(statuses.map(({ status, likelySale }) => [status, likelySale])),
  )
  const save = () =>
    act(
      () =>
        trpc.recovery.answerStatuses.mutate({
          empresa,
          answers: statuses.map(({ status, likelySale }) => ({
            status,
            sale: sales.get(status) ?? likelySale,
          })),
        }),
      'Salvo. Os carrinhos estão sendo conferidos de novo.',
    )
  return (
    <Card
      title="Situações de pedido que a sua loja criou"
      hint="Diga quais contam como venda. Até lá, só conta como venda o pedido que tem data de pagamento."
    >
      <ul className="flex flex-col gap-3">
        {statuses.map(({ status, name, likelySale }) => (
          <li key={status} className="flex flex-wrap items-center justify-between gap-2 text-sm">
            <span className="font-medium text-ink">{name}</span>
            <Select
              aria-label={`A situação ${name}`}
              className="w-48"
              options={OPTIONS}
              value={(sales.get(status) ?? likelySale) ? 'venda' : 'nao'}
              onChange={(event) => setSales(new Map(sales).set(status, event.target.value === 'venda'))}
            />
          </li>
        ))}
      </ul>
      <div className="mt-4 flex justify-end">
        <Button busy={busy} onClick={() => void save()}>
          Salvar respostas
        </Button>
      </div>
    </Card>
  )
}
