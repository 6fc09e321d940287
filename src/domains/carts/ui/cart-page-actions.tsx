'use client'
import { Switch } from '~/ui/switch'
import { useToggle, WhatsApp, type Props } from './cart-marks'

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
