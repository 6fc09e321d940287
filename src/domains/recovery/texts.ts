import type { CartStatus, RecoveryKind } from '~/domains/carts/schema'
import { KIND_NAMES } from '~/domains/carts/texts'
import type { Outcome, Reason } from './rules'

const REASONS: Record<Reason, string> = {
  nearer_order: 'outro pedido está mais perto no tempo',
  stronger_key: 'outro pedido coincide no e-mail e no telefone',
  order_recovered_other_cart: 'este pedido recuperou outro carrinho',
  unpaid: 'ainda não foi pago, e só pode contar depois disso',
  refunded: 'foi reembolsado por inteiro',
  not_a_sale: 'o status dele não conta como venda',
  renewal: 'é a renovação de uma assinatura, que acontece sem o carrinho',
}

const STATUS_TEXTS: Record<CartStatus, string> = {
  em_compra: 'A pessoa ainda pode estar comprando.',
  aguardando: 'Nenhuma venda ainda, e o prazo continua aberto.',
  recuperado: 'Virou venda dentro do prazo.',
  abandonado: 'O prazo terminou sem venda.',
}

/** `45 segundos`, `20 min`, `3 h`, `2 dias`: the largest whole unit. */
export function distanceText(seconds: number): string {
  const size = Math.abs(seconds)
  if (size < 60) return size === 1 ? '1 segundo' : `${size} segundos`
  if (size < 3600) return `${Math.floor(size / 60)} min`
  if (size < 86_400) return `${Math.floor(size / 3600)} h`
  const days = Math.floor(size / 86_400)
  return days === 1 ? '1 dia' : `${days} dias`
}

function keyText(match: { byEmail: boolean; byPhone: boolean }): string {
  if (match.byEmail && match.byPhone) return 'pelo mesmo e-mail e telefone'
  return match.byEmail ? 'pelo mesmo e-mail' : 'pelo mesmo telefone'
}

type MatchFacts = {
  orderNumber: number
  /** As the shop shows it, where that isn't the id. */
  orderShown?: string
  outcome: Outcome
  reason: Reason | null
  byEmail: boolean
  byPhone: boolean
  distanceSeconds: number
}

/** `Pedido #812 pelo mesmo telefone, 3 h depois: recuperação direta.` */
export function matchText(match: MatchFacts, kind: RecoveryKind | null): string {
  const side = match.distanceSeconds < 0 ? 'antes' : 'depois'
  const when =
    match.distanceSeconds === 0 ? 'no mesmo instante' : `${distanceText(match.distanceSeconds)} ${side}`
  const verdict =
    match.outcome === 'chosen'
      ? `recuperação ${kind ? KIND_NAMES[kind].toLowerCase() : ''}`.trim()
      : match.reason && REASONS[match.reason]
  return `Pedido #${match.orderShown ?? match.orderNumber} ${keyText(match)}, ${when}: ${verdict ?? 'não escolhido'}.`
}

/** Why a cart has its status. `daysLeft` counts for waiting carts. */
export function statusText(status: CartStatus, daysLeft: number | null): string {
  if (status !== 'aguardando' || daysLeft === null) return STATUS_TEXTS[status]
  return `${STATUS_TEXTS[status]} ${daysLeft === 1 ? 'Resta 1 dia.' : `Restam ${daysLeft} dias.`}`
}
