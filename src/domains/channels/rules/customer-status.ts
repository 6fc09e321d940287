/** A customer's status by their latest order, as labels of WhatsApp show it (msg-6). */
export const CUSTOMER_STATUSES = ['ativo', 'em_aberto', 'cancelado'] as const
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number]

export const CUSTOMER_STATUS_NAMES: Record<CustomerStatus, string> = {
  ativo: 'Cliente ativo',
  em_aberto: 'Pagamento em aberto',
  cancelado: 'Pedido cancelado',
}
export const CUSTOMER_STATUS_MEANINGS: Record<CustomerStatus, string> = {
  ativo: 'O último pedido foi pago.',
  em_aberto: 'O último pedido espera o pagamento (PIX ou boleto).',
  cancelado: 'O último pedido foi cancelado, recusado ou devolvido.',
}

/** The longest wait before a label is retried. */
const LONGEST_WAIT_SECONDS = 86_400

/** Seconds until a label that the provider didn't accept is retried, by the number of failures. */
export function labelRetrySeconds(attempts: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, 60 * 2 ** Math.min(attempts, 20))
}
