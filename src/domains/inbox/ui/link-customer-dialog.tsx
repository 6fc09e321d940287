'use client'
import { Search } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { QuickResult } from '~/domains/customers/schema'
import { useAct } from '~/wiring/use-act'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { phoneText } from '~/ui/phone-text'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'

export type LinkProps = {
  empresa: string
  /** Of the conversation. */
  id: string
  customerId: string | null
  customerName: string | null
}

/** Finds a customer of the shop and links the conversation to them. */
export function LinkCustomerDialog({
  empresa,
  id,
  customerId,
  customerName,
  onClose,
}: LinkProps & { onClose: () => void }) {
  const { busy, act } = useAct()
  const [q, setQ] = useState('')
  const [found, setFound] = useState<readonly QuickResult[] | null>(null)
  const set = (next: string | null) => () =>
    trpc.conversations.linkCustomer.mutate({ empresa, id, customerId: next })
  const link = async (next: string | null, done: string) => {
    if (await act(() => set(next)().then(() => true), done, set(customerId))) onClose()
  }
  const search = async (event: FormEvent) => {
    event.preventDefault()
    const rows = await act(() => trpc.customers.search.query({ empresa, q }))
    if (rows) setFound(rows)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="De qual cliente é esta conversa?"
      description={customerName ? `Hoje: ${customerName}.` : 'Ainda de nenhum cliente da loja.'}
      footer={
        customerId ? (
          <Button busy={busy} onClick={() => void link(null, 'A conversa não é mais de um cliente.')}>
            Tirar a ligação
          </Button>
        ) : null
      }
    >
      <form onSubmit={(event) => void search(event)} className="flex items-end gap-2">
        <Field label="Buscar cliente" hint="Nome, telefone, e-mail ou CPF." className="min-w-0 flex-1">
          {(control) => (
            <Input
              {...control}
              type="search"
              maxLength={100}
              value={q}
              onChange={(event) => setQ(event.target.value)}
            />
          )}
        </Field>
        <SubmitButton
          busy={busy}
          disabled={q.trim().length < 2}
          icon={<Search size={16} aria-hidden />}
          className="mb-6"
        >
          Buscar
        </SubmitButton>
      </form>
      <ul className="mt-2 flex flex-col" aria-live="polite">
        {found?.map(({ id: one, name, email, phone }) => {
          const label = name ?? email ?? 'Sem nome'
          return (
            <li key={one} className="flex items-center gap-3 border-t border-line py-2 first:border-t-0">
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm text-ink">{label}</span>
                <span className="block truncate text-xs text-faint">
                  {[phone ? phoneText(phone) : null, email].filter(Boolean).join(' · ')}
                </span>
              </span>
              <Button
                size="sm"
                busy={busy}
                disabled={one === customerId}
                aria-label={`Ligar a ${label}`}
                onClick={() => void link(one, `A conversa é de ${label}.`)}
              >
                Ligar
              </Button>
            </li>
          )
        })}
        {found?.length === 0 ? <li className="py-2 text-sm text-soft">Nenhum cliente assim.</li> : null}
      </ul>
    </Dialog>
  )
}
