/** Why a message exists. */
export const MESSAGE_KINDS = [
  'carrinho',
  'pedido',
  'lead',
  'campanha',
  'manual',
  'resposta',
  'grupo',
  'status',
  'recebida',
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

export const MESSAGE_KIND_NAMES: Record<MessageKind, string> = {
  carrinho: 'Carrinho',
  pedido: 'Pedido a pagar',
  lead: 'Lead',
  campanha: 'Campanha',
  manual: 'À mão',
  resposta: 'Resposta',
  grupo: 'Grupo',
  status: 'Status',
  recebida: 'Recebida',
}

/** Kinds that no user triggered: they go out only when their subject's check says so (t-27). */
export const AUTOMATIC_KINDS: readonly MessageKind[] = [
  'carrinho',
  'pedido',
  'lead',
  'campanha',
  'grupo',
  'status',
]

export const MESSAGE_STATES = [
  'pendente',
  'enviando',
  'enviada',
  'entregue',
  'lida',
  'falhou',
  'cancelada',
  'incerta',
  'recebida',
] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

export const MESSAGE_STATE_NAMES: Record<MessageState, string> = {
  pendente: 'Na fila',
  enviando: 'Enviando',
  enviada: 'Enviada',
  entregue: 'Entregue',
  lida: 'Lida',
  falhou: 'Falhou',
  cancelada: 'Não enviada',
  incerta: 'Incerta',
  recebida: 'Recebida',
}

/** Types of subjects of messages; each domain registers its own in wiring/subjects.ts. */
export const SUBJECT_TYPES = ['cart', 'order', 'lead', 'campaign', 'conversation', 'post', 'message'] as const
export type SubjectType = (typeof SUBJECT_TYPES)[number]

/** Lower goes first. */
export const PRIORITY = { answer: 0, byHand: 2, followUp: 5, post: 6, campaign: 9 } as const
