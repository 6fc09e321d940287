import type { Content, Group, LabelPort, Recipient } from '../port'

/** The current state of a simulated account. */
export type SimulatorState = {
  /** `fora`: signed in and not connected, so that reconnecting needs no QR. */
  state: 'desconectada' | 'fora' | 'qr' | 'conectada' | 'banida'
  /** Until when new conversations are rejected (463). */
  restrictedUntil: Date | null
}

/**
 * One copy of a message as a phone shows it. Two rows of one `clientMessageId` are a message that the contact got
 * twice.
 */
export type PhoneCopy = {
  clientMessageId: string
  providerMessageId: string
  to: Recipient
  content: Content
  at: Date
}

/** A webhook that the simulated network will post; the owner of the store posts `body` with `headers` at `dueAt`. */
export type DueWebhook = { dueAt: Date; headers: Record<string, string>; body: string }

/** The effects of one attempt on the simulated network, all or nothing. */
export type Effect = {
  /** A repeated key does nothing. Null: always applied. */
  onceKey: string | null
  copy: PhoneCopy | null
  webhooks: DueWebhook[]
  state: SimulatorState | null
}

/** Storage of the simulated account and its phones. One store is one connection. */
export interface SimulatorStore {
  state(): Promise<SimulatorState>
  /** Counts an attempt of a message and returns its number, from 1. */
  attempt(clientMessageId: string): Promise<number>
  apply(effect: Effect): Promise<void>
  /** True when this contact or group has ever been written to or has written. */
  knows(recipient: Recipient): Promise<boolean>
  readonly labels: LabelPort
  groups(): Promise<Group[]>
}
