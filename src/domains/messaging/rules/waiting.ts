import { connectionGate, type ConnectionFacts } from './gate'

export type WaitingFacts = {
  /** What the message itself was told, when it was put off. */
  stateReason: string | null
  notBefore: Date
  connection: ConnectionFacts & { nextSendAt: Date | null }
}

/** Held back until somebody goes on; see service/hold. */
const HELD_MS = 5 * 365 * 86_400_000

/** Whether a message is kept back by a pause: its instant says nothing to anybody. */
export function isHeld(notBefore: Date, now: Date): boolean {
  return notBefore.getTime() - now.getTime() > HELD_MS
}

/**
 * Why a message that waits hasn't left, from how its number is now: what holds a number holds all of its messages, and only
 * the first of them is told. `tomorrow` as connectionGate wants it.
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
