'use client'
import { Check, CheckCheck, Mail, MailCheck, MessageCircle } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { whatsAppLink } from '~/kernel/br'
import { buttonClass, IconButton } from '~/ui/button'
import { NotesForm } from '~/ui/notes-form'
import { ROW_WHATSAPP, RowWhatsAppName } from '~/ui/row-whatsapp'
import { Switch } from '~/ui/switch'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import { orSay } from '~/wiring/use-act'

type Channel = 'email' | 'whatsapp'
const DONE: Record<Channel, [on: string, off: string]> = {
  email: ['E-mail marcado como enviado.', 'E-mail: marca desfeita.'],
  whatsapp: ['WhatsApp marcado como enviado.', 'WhatsApp: marca desfeita.'],
}

export type CartToActOn = {
  id: string
  who: string
  /** E.164; null when it can't be messaged. */
  phone: string | null
  /** Complete message, or null when something that it names is unknown: then none is offered. */
  message: string | null
  emailSent: boolean
  whatsappSent: boolean
}
type Props = { empresa: string; cart: CartToActOn; canMark: boolean }

function useToggle(empresa: string, id: string) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const toggle = async (channel: Channel, sent: boolean, undo = false) => {
    setBusy(true)
    try {
      await trpc.carts.toggle.mutate({ empresa, id, channel, sent, undo })
      toastDone(DONE[channel][sent ? 0 : 1], () => toggle(channel, !sent, true))
      router.refresh()
    } catch (error) {
      toastFailed(new Error(messageOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return { busy, toggle }
}

function WhatsApp({ cart, wide, onOpen }: { cart: CartToActOn; wide: boolean; onOpen: () => void }) {
  if (!cart.phone || cart.message === null) {
    const why = cart.phone ? 'Falta o nome ou os itens para preencher a mensagem' : 'Sem telefone válido'
    return wide ? <span className="text-sm text-faint">{why}.</span> : null
  }
  return (
    <a
      href={whatsAppLink(cart.phone, cart.message)}
      target="_blank"
      rel="noopener noreferrer"
      data-shortcut="w"
      title={cart.message}
      onClick={onOpen}
      className={wide ? buttonClass({}) : `${buttonClass({ look: 'ghost' })} ${ROW_WHATSAPP}`}
    >
      <MessageCircle size={17} aria-hidden />
      {wide ? 'Abrir no meu WhatsApp' : <RowWhatsAppName who={cart.who} />}
    </a>
  )
}

/** In a row: WhatsApp with the message filled in, and the two marks (cart-3). */
export function CartActions({ empresa, cart, canMark }: Props) {
  const { busy, toggle } = useToggle(empresa, cart.id)
  const mark = (channel: Channel, sent: boolean) => () => void toggle(channel, !sent)
  return (
    <>
      <WhatsApp
        cart={cart}
        wide={false}
        onOpen={() => (canMark && !cart.whatsappSent ? void toggle('whatsapp', true) : undefined)}
      />
      {canMark ? (
        <>
          <IconButton
            label={`${cart.emailSent ? 'Desfazer e-mail enviado' : 'Marcar e-mail enviado'}: ${cart.who}`}
            aria-pressed={cart.emailSent}
            data-shortcut="e"
            className="max-md:hidden"
            disabled={busy}
            onClick={mark('email', cart.emailSent)}
          >
            {cart.emailSent ? (
              <MailCheck size={17} aria-hidden className="text-jade-ink" />
            ) : (
              <Mail size={17} aria-hidden />
            )}
          </IconButton>
          <IconButton
            label={`${cart.whatsappSent ? 'Desfazer WhatsApp enviado' : 'Marcar WhatsApp enviado'}: ${cart.who}`}
            aria-pressed={cart.whatsappSent}
            data-shortcut="z"
            className="max-md:hidden"
            disabled={busy}
            onClick={mark('whatsapp', cart.whatsappSent)}
          >
            {cart.whatsappSent ? (
              <CheckCheck size={17} aria-hidden className="text-jade-ink" />
            ) : (
              <Check size={17} aria-hidden />
            )}
          </IconButton>
        </>
      ) : null}
    </>
  )
}

/** On the cart's own page: the button in words. */
export function CartWhatsApp({ empresa, cart, canMark }: Props) {
  const { toggle } = useToggle(empresa, cart.id)
  return (
    <WhatsApp
      wide
      cart={cart}
      onOpen={() => (canMark && !cart.whatsappSent ? void toggle('whatsapp', true) : undefined)}
    />
  )
}

/** The two marks as switches. `by` says who and when. */
export function SentSwitches({
  empresa,
  cart,
  canMark,
  emailBy,
  whatsappBy,
}: Props & { emailBy: string | null; whatsappBy: string | null }) {
  const { busy, toggle } = useToggle(empresa, cart.id)
  const rows = [
    { channel: 'email' as const, label: 'E-mail enviado', sent: cart.emailSent, by: emailBy },
    { channel: 'whatsapp' as const, label: 'WhatsApp enviado', sent: cart.whatsappSent, by: whatsappBy },
  ]
  return (
    <ul className="flex flex-col gap-1">
      {rows.map(({ channel, label, sent, by }) => (
        <li key={channel} className="flex flex-wrap items-center justify-between gap-x-4">
          <Switch
            label={label}
            checked={sent}
            disabled={busy || !canMark}
            onChange={() => void toggle(channel, !sent)}
          />
          <span className="text-xs text-faint">{by ?? 'ainda não'}</span>
        </li>
      ))}
    </ul>
  )
}

/** Notes of a cart. */
export function CartNotes({
  empresa,
  id,
  notes,
  disabled,
}: {
  empresa: string
  id: string
  notes: string | null
  disabled: boolean
}) {
  const save = (text: string) => orSay(trpc.carts.setNotes.mutate({ empresa, id, notes: text }))
  return <NotesForm value={notes} disabled={disabled} save={save} />
}
