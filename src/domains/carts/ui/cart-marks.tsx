'use client'
import { MessageCircle } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { whatsAppLink } from '~/kernel/whatsapp-link'
import { buttonClass } from '~/ui/button-class'
import { ROW_WHATSAPP, RowWhatsAppName } from '~/ui/row-whatsapp'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'

export type Channel = 'email' | 'whatsapp'
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
export type Props = { empresa: string; cart: CartToActOn; canMark: boolean }

/** Sets and takes back the two marks, with an undo. */
export function useToggle(empresa: string, id: string) {
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

/** The shopper's WhatsApp with the message filled in. */
export function WhatsApp({ cart, wide, onOpen }: { cart: CartToActOn; wide: boolean; onOpen: () => void }) {
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
