'use client'
import { Check, CheckCheck, Mail, MailCheck } from 'lucide-react'
import { IconButton } from '~/ui/button'
import { useToggle, WhatsApp, type Channel, type Props } from './cart-marks'

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
