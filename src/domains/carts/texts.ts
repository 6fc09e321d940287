import type { CartStatus, RecoveryKind } from './schema'

/** What a cart counts as, as a shop would say it. */
export const CART_STATUS_NAMES: Record<CartStatus, string> = {
  em_compra: 'Em compra',
  aguardando: 'Aguardando',
  recuperado: 'Recuperado',
  abandonado: 'Abandonado',
}

/** How a recovery came about. */
export const KIND_NAMES: Record<RecoveryKind, string> = {
  direta: 'Direta',
  organica: 'Orgânica',
  assistida: 'Assistida',
}
