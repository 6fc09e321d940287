import type { MessageState } from '../kinds'

/** The states that a provider may report for a message, as adapters/whatsapp/status names them. */
export type ReportedStatus = 'accepted' | 'sent' | 'failed' | 'delivered' | 'read' | 'played'

/** How far a message certainly got. A later ack never lowers it; delivered outranks failed: the phone is right. */
const RANK: Record<Exclude<MessageState, 'recebida'>, number> = {
  pendente: 0,
  enviando: 0,
  incerta: 1,
  enviada: 2,
  falhou: 3,
  cancelada: 3,
  entregue: 4,
  lida: 5,
}
const STATE_OF: Record<ReportedStatus, Exclude<MessageState, 'recebida'> | null> = {
  accepted: null,
  sent: 'enviada',
  failed: 'falhou',
  delivered: 'entregue',
  read: 'lida',
  played: 'lida',
}

/** The state after one more ack. Acks may come in any order and any number of times: the result is the same (t-43). */
export function mergeState(known: MessageState, reported: ReportedStatus): MessageState {
  const next = STATE_OF[reported]
  if (next === null || known === 'recebida') return known
  return RANK[next] > RANK[known] ? next : known
}

/** Waits before a retry, in seconds, after failed attempt number `attempts` (from 1). */
const BACKOFF = [30, 60, 120, 300, 900, 1800, 3600]
/** Attempts of one message that the provider certainly didn't accept. */
export const MAX_ATTEMPTS = 8

/** Exponential, with up to a quarter of jitter so that messages that failed together aren't retried together. */
export function retrySeconds(attempts: number, asked: number, random: () => number): number {
  const base = BACKOFF[Math.min(Math.max(attempts, 1), BACKOFF.length) - 1] ?? 3600
  return Math.ceil(Math.max(base, asked) * (1 + random() / 4))
}
