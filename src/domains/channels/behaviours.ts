/** How the simulated network handles messages, in the words of the page. */
export const BEHAVIOURS = [
  'normal',
  'variado',
  'atrasa',
  'repete',
  'embaralha',
  'some',
  'falha',
  'sem_whatsapp',
  'ocupado',
  'chega_sem_resposta',
  'nao_chega_sem_resposta',
  'restringe',
  'bane',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]
