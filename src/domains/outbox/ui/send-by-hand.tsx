'use client'
import { MessageSquarePlus, SendHorizontal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import { Bubble, PhoneFrame } from '~/domains/channels/ui/phone-frame'

export type SendingNumber = { id: string; name: string; simulated: boolean }

/** Writes to one contact through a connected channel: edited and previewed before it leaves (msg-9). */
export function SendByHand({
  empresa,
  shop,
  numbers,
  phone,
  name,
  text,
  about = {},
}: {
  empresa: string
  shop: string
  /** Connected channels; without any there is no button. */
  numbers: readonly SendingNumber[]
  /** E.164. */
  phone: string
  name: string | null
  /** The initial text. */
  text: string
  /** The cart or lead that it is written about. */
  about?: { cartId?: string; leadId?: string }
}) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [body, setBody] = useState(text)
  const [connectionId, setConnection] = useState(numbers[0]?.id ?? '')
  // One key per opening: pressing twice sends once.
  const [once, setOnce] = useState<string>('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const number = numbers.find(({ id }) => id === connectionId)
  if (!number) return null
  const start = () => {
    setOnce(crypto.randomUUID())
    setBody(text)
    setError(null)
    setOpen(true)
  }
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      await trpc.messaging.messages.sendByHand.mutate({
        empresa,
        connectionId,
        phone,
        ...(name ? { name } : {}),
        body,
        once,
        ...about,
      })
      setOpen(false)
      toastDone(number.simulated ? 'Na fila do simulador.' : 'Na fila: sai em instantes.')
      router.refresh()
    } catch (failure) {
      setError(messageOf(failure))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button
        look="primary"
        icon={<MessageSquarePlus size={16} aria-hidden />}
        title="Sai pelo número da loja e a resposta chega em Conversas"
        onClick={start}
      >
        Escrever por aqui
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Escrever para ${name ?? phone}`}
        description={number.simulated ? 'Pelo simulador: nada sai para a rua.' : `Por ${number.name}.`}
        footer={
          <>
            <Button look="ghost" onClick={() => setOpen(false)}>
              Voltar
            </Button>
            <Button
              look="primary"
              busy={busy}
              disabled={body.trim() === ''}
              icon={<SendHorizontal size={16} aria-hidden />}
              onClick={() => void send()}
            >
              Enviar
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          {error ? (
            <Notice tone="red" icon={MessageSquarePlus} alert>
              {error}
            </Notice>
          ) : null}
          {numbers.length > 1 ? (
            <Field label="Por qual número">
              {(control) => (
                <Select
                  {...control}
                  options={numbers.map(({ id, name: label }) => ({ value: id, label }))}
                  value={connectionId}
                  onChange={(event) => setConnection(event.target.value)}
                />
              )}
            </Field>
          ) : null}
          <Field label="Mensagem" required>
            {(control) => (
              <Textarea
                {...control}
                rows={4}
                maxLength={4096}
                value={body}
                onChange={(event) => setBody(event.target.value)}
              />
            )}
          </Field>
          {body.trim() ? (
            <PhoneFrame name={shop} note="conta comercial">
              <Bubble text={body} />
            </PhoneFrame>
          ) : null}
        </div>
      </Dialog>
    </>
  )
}
