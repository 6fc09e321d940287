import { BadgeCheck, Hourglass, ShoppingCart, TrendingDown, type LucideIcon } from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import { daysLeft } from '../rules'
import type { CartRow, CartStatus } from '../schema'
import { CART_STATUS_NAMES, KIND_NAMES } from '../texts'

const LOOKS: Record<CartStatus, { icon: LucideIcon; tone: Tone }> = {
  em_compra: { icon: ShoppingCart, tone: 'neutral' },
  aguardando: { icon: Hourglass, tone: 'amber' },
  recuperado: { icon: BadgeCheck, tone: 'jade' },
  abandonado: { icon: TrendingDown, tone: 'red' },
}

/** What a cart counts as. */
export function CartStatusMark({ status, why }: { status: CartStatus; why?: string }) {
  const { icon, tone } = LOOKS[status]
  return (
    <Status icon={icon} tone={tone} {...(why ? { why } : {})}>
      {CART_STATUS_NAMES[status]}
    </Status>
  )
}

/** `3 dias antes`, `2 h depois`, `no mesmo instante`: an order against the cart's last activity. */
function apartText(seconds: number): string {
  const size = Math.abs(seconds)
  if (size === 0) return 'no mesmo instante'
  const side = seconds < 0 ? 'antes' : 'depois'
  if (size < 60) return `${size.toString()} s ${side}`
  if (size < 3600) return `${Math.floor(size / 60).toString()} min ${side}`
  if (size < 86_400) return `${Math.floor(size / 3600).toString()} h ${side}`
  const days = Math.floor(size / 86_400)
  return `${days.toString()} ${days === 1 ? 'dia' : 'dias'} ${side}`
}

/** The short reason beside the status: days left, or order, key, distance and kind (cart-1, cart-2). */
export function reasonText(cart: CartRow, now: Date): string {
  const { order } = cart
  const key =
    order && (order.byEmail && order.byPhone ? 'e-mail e telefone' : order.byEmail ? 'e-mail' : 'telefone')
  if (cart.status === 'recuperado' && order) {
    const kind = cart.recoveryKind ? ` · ${KIND_NAMES[cart.recoveryKind].toLowerCase()}` : ''
    return `#${order.shown} por ${key ?? ''}, ${apartText(order.distanceSeconds)}${kind}`
  }
  const left = daysLeft(cart, now)
  const rest =
    left === null
      ? ''
      : left === 0
        ? 'último dia'
        : left === 1
          ? 'falta 1 dia'
          : `faltam ${left.toString()} dias`
  if (order?.outcome === 'unpaid') return [`#${order.shown} ainda não pago`, rest].filter(Boolean).join(' · ')
  return rest
}
