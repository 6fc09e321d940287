import { connectionGate, type ConnectionFacts } from './gate'

export type WaitingFacts = {
  /** The reason stored in the message when it was deferred. */
  stateReason: string | null
  notBefore: Date
  connection: ConnectionFacts & { nextSendAt: Date | null }
}

/** Paused until released; see service/hold. */
const HELD_MS = 5 * 365 * 86_400_000

/** Whether a message is paused: its time is then meaningless. */
export function isHeld(notBefore: Date, now: Date): boolean {
  return notBefore.getTime() - now.getTime() > HELD_MS
}

/**
 * Why a waiting message hasn't left, by the current state of its channel: a paused channel stops all of its messages, but
 * only the first of them has the reason stored. `tomorrow` as in connectionGate.
 */
export function waitingReason(facts: WaitingFacts, now: Date, tomorrow: Date): string | null {
  const { connection, notBefore, stateReason } = facts
  if (isHeld(notBefore, now)) return 'O envio está em pausa: ela espera até alguém continuar.'
  const gate = connectionGate(connection, tomorrow)
  if (gate.kind === 'closed') return gate.reason
  if (notBefore > now) return stateReason ?? 'O momento dela ainda não chegou.'
  if (connection.nextSendAt !== null && connection.nextSendAt.getTime() - now.getTime() > 120_000)
    return 'O número está em espera: o serviço pediu um intervalo antes do próximo envio.'
  return stateReason ?? 'Na vez dela: o número envia uma mensagem de cada vez, com um intervalo entre elas.'
}
