const NAMES: Record<string, string> = {
  pending: 'Pagamento pendente',
  'on-hold': 'Aguardando pagamento',
  processing: 'Processando',
  completed: 'Concluído',
  cancelled: 'Cancelado',
  refunded: 'Reembolsado',
  failed: 'Falhou',
  trash: 'Na lixeira',
  deleted: 'Apagado na loja',
}

/** WooCommerce's statuses as a Brazilian shop calls them; a status of the shop's own as it is written. */
export function orderStatusName(status: string): string {
  const name = NAMES[status] ?? status.replaceAll('-', ' ')
  return name.charAt(0).toLocaleUpperCase('pt-BR') + name.slice(1)
}
