'use client'
import { MessageSquarePlus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'

/** `(31) 98765-4321` as E.164; numbers that begin with a plus stay as they are. */
function e164Of(typed: string): string {
  const digits = typed.replace(/\D+/g, '')
  return typed.trim().startsWith('+') ? `+${digits}` : `+55${digits}`
}

/** A new contact writes to the shop: how a conversation begins. */
export function NewPhone({ empresa, connectionId }: { empresa: string; connectionId: string }) {
  const { busy, act } = useAct()
  const [phone, setPhone] = useState('')
  const [text, setText] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const said = await act(async () => {
      await trpc.phones.say.mutate({ empresa, id: connectionId, phone: e164Of(phone), text })
      return true
    }, 'Enviada para a loja. Veja em Conversas.')
    if (said) setText('')
  }
  return (
    <Card title="Alguém escreve para a loja" hint="Como se fosse um cliente novo.">
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field label="Telefone da pessoa">
          {(control) => (
            <Input
              {...control}
              type="tel"
              placeholder="(31) 98765-4321"
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          )}
        </Field>
        <Field label="O que ela escreve">
          {(control) => (
            <Input
              {...control}
              maxLength={500}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <SubmitButton
          busy={busy}
          disabled={phone.replace(/\D+/g, '').length < 10 || text.trim() === ''}
          icon={<MessageSquarePlus size={16} aria-hidden />}
          className="self-end"
        >
          Escrever para a loja
        </SubmitButton>
      </form>
    </Card>
  )
}
