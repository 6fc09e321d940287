import type { FollowUpKind } from './kinds'

/** Why a series ended, as the timeline shows it. */
export const STOPS = {
  comprou: 'A pessoa comprou.',
  cancelado: 'O pedido foi cancelado ou falhou.',
  virou_pedido: 'O carrinho virou um pedido que espera o pagamento; as mensagens do pedido seguem.',
  prazo: 'O prazo de recuperação terminou.',
  descadastrado: 'A pessoa pediu à loja para não ser lembrada deste carrinho.',
  ja_contatado: 'Alguém da loja já entrou em contato.',
  respondeu: 'A pessoa respondeu; agora quem fala é a loja.',
  pediu_para_parar: 'A pessoa pediu para não receber mais mensagens.',
  ja_havia_pedido: 'A pessoa já havia pedido para não receber mensagens.',
  sem_telefone: 'Não há um telefone completo para escrever.',
  fora_do_whatsapp: 'O número não está no WhatsApp.',
  ja_fora_do_whatsapp: 'Já se sabia que o número não está no WhatsApp.',
  substituido: 'A pessoa deixou outro mais recente; as mensagens seguem por ele.',
  grupo_de_controle: 'Faz parte do grupo de controle, que não recebe mensagens.',
  concluida: 'Todas as mensagens do acompanhamento já foram.',
  desligado: 'O acompanhamento foi desligado.',
} as const
export type StopCode = keyof typeof STOPS

/** The author of everything that the runs write. */
export const AUTOMATIC = 'Mensagens automáticas'

export const FOLLOW_UP_NAMES: Record<FollowUpKind, string> = {
  carrinho: 'Carrinhos abandonados',
  pedido: 'Pedidos a pagar',
  lead: 'Boas-vindas a leads',
}

/** `60` → `1 hora`, `90` → `1 h 30 min`, `4320` → `3 dias`. */
export function delayText(minutes: number): string {
  if (minutes === 0) return 'na hora'
  if (minutes < 60) return minutes === 1 ? '1 minuto' : `${String(minutes)} minutos`
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (rest > 0) return `${String(hours)} h ${String(rest)} min`
  if (hours < 48 && hours !== 24) return hours === 1 ? '1 hora' : `${String(hours)} horas`
  const days = hours / 24
  if (!Number.isInteger(days)) return `${String(hours)} horas`
  return days === 1 ? '1 dia' : `${String(days)} dias`
}
