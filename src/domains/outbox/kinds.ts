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

/** What a kind means wherever a message is decided, counted or shown. */
type KindFacts = {
  name: string
  /** No user triggered it: it goes out only when its subject's check says so (t-27). */
  automatic: boolean
  /** It goes to one contact, not to a group or the status. */
  toContact: boolean
  /** A user wrote it to this contact: its conversation moves up once it is accepted, and its failure is reported by itself. */
  byHand: boolean
  /** It answers what the contact has just written, so an opt-out or a missing WhatsApp doesn't stop it. */
  answers: boolean
  /** The shop begins with it: what follows within days is its outcome. */
  begins: boolean
}

const FOLLOW_UP = { automatic: true, toContact: true, byHand: false, answers: false, begins: true }
const POST = { automatic: true, toContact: false, byHand: false, answers: false, begins: false }
const BY_HAND = { automatic: false, toContact: true, byHand: true }

export const KINDS: Record<MessageKind, KindFacts> = {
  carrinho: { name: 'Carrinho', ...FOLLOW_UP },
  pedido: { name: 'Pedido a pagar', ...FOLLOW_UP },
  lead: { name: 'Lead', ...FOLLOW_UP },
  campanha: { name: 'Campanha', ...FOLLOW_UP },
  manual: { name: 'À mão', ...BY_HAND, answers: false, begins: true },
  resposta: { name: 'Resposta', ...BY_HAND, answers: true, begins: false },
  grupo: { name: 'Grupo', ...POST },
  status: { name: 'Status', ...POST },
  recebida: {
    name: 'Recebida',
    ...{ automatic: false, toContact: true, byHand: false, answers: false, begins: false },
  },
}

/** SQL: the kinds of which all of these facts are true, as a list for `IN`. */
export function kindsSql(...facts: readonly Exclude<keyof KindFacts, 'name'>[]): string {
  const kinds = MESSAGE_KINDS.filter((kind) => facts.every((fact) => KINDS[kind][fact]))
  return `(${kinds.map((kind) => `'${kind}'`).join(', ')})`
}

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
