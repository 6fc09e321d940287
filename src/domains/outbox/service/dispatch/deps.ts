import { randomUUID } from 'node:crypto'
import type { WhatsAppProvider } from '~/adapters/whatsapp/port'
import type { Clock } from '~/kernel/clock'
import { systemScope, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { SubjectRegistry } from '../../subjects'
import { rememberAnswers, type Answers } from '~/domains/channels/service/answers'
import { openProvider, type SealedConnection } from '~/domains/channels/service/provider'

/** The dispatcher's dependencies, so that a bench can seed them all. */
export type DispatchDeps = {
  subjects: SubjectRegistry
  clock: Clock
  /** In [0, 1). */
  random: () => number
  /** Generates the ids of workers and the client ids of messages. */
  newId: () => string
  /** The answers of a channel's new contacts. */
  answers: (ctx: EmpresaSqlCtx, connectionId: string) => Promise<Answers>
  /** The provider behind a connection. Opens nothing yet. */
  provider: (scope: EmpresaScope, connection: SealedConnection, clock: Clock) => WhatsAppProvider
}

/** The real dependencies. */
export function dispatchDeps(
  subjects: SubjectRegistry,
  clock: Clock,
  over: Partial<DispatchDeps> = {},
): DispatchDeps {
  return {
    subjects,
    clock,
    random: Math.random,
    newId: randomUUID,
    answers: rememberAnswers(),
    provider: openProvider,
    ...over,
  }
}

/** How long a claim is valid: longer than any provider's call takes. */
export const CLAIM_SECONDS = 90
/** A message that the provider accepted and WhatsApp didn't confirm within this is uncertain (t-41). */
export const ACK_SECONDS = 60

/** Scope of the dispatcher inside one empresa. */
export function dispatchScope(empresaId: string, clock: Clock): EmpresaScope {
  return systemScope(empresaId, 'Envio de mensagens', clock)
}

/** `time` plus seconds. */
export function plus(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}
