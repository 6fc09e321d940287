/** aguardando: a user should answer. */
export const CONVERSATION_STATES = ['aguardando', 'em_atendimento', 'encerrada'] as const
export type ConversationState = (typeof CONVERSATION_STATES)[number]
export const CONVERSATION_STATE_NAMES: Record<ConversationState, string> = {
  aguardando: 'Aguardando resposta',
  em_atendimento: 'Em atendimento',
  encerrada: 'Encerrada',
}

/** The label over a list of them. */
export const CONVERSATION_TAB_NAMES: Record<ConversationState, string> = {
  ...CONVERSATION_STATE_NAMES,
  encerrada: 'Encerradas',
}
