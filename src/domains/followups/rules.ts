import type { FollowUpKind } from './kinds'
import { STOPS, type StopCode } from './texts'

const MINUTE = 60_000
/** A step is never sent later than this after its time: an outdated reminder is reported, not sent (t-20). */
export const LATEST_MINUTES = 24 * 60
/** A customer gets messages about at most one subject of a follow-up within this time, however many carts they leave. */
export const QUIET_BETWEEN_SUBJECTS_MINUTES = 24 * 60
/** A message that quiet hours, a pause or a lost connection delayed this long is cancelled, not sent. */
const KEPT_BACK_MINUTES = 24 * 60

export type Step = { id: string; position: number; delayMinutes: number; templateId: string; active: boolean }

/**
 * The customer's value between 0 and 1: the same in every run and on every machine, and independent between follow-ups.
 * FNV-1a over UTF-16 units, finished as MurmurHash3 does so that neighbouring numbers fall far apart.
 */
export function drawOf(followUpId: string, key: string): number {
  let hash = 0x811c9dc5
  for (const text of [followUpId, '\n', key])
    for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** The keys that identify a subject's customer: the phone, else the e-mail, else only the subject itself is known. */
export type Who = { phoneKey: string | null; emailKey?: string | null; externalKey?: string }

/**
 * True for the share of customers who get nothing, so that the effect of messages can be measured. Drawn by customer: all
 * carts of one customer are in the same group (cart-6).
 */
export function isHoldout(followUpId: string, who: Who, percent: number): boolean {
  return drawOf(followUpId, who.phoneKey ?? who.emailKey ?? who.externalKey ?? '') * 100 < percent
}

/** What is known of a subject and its customer at this moment. */
export type Facts = {
  phoneStatus: 'valid' | 'incomplete' | 'invalid' | 'none'
  /** Why the subject itself needs no message any more. */
  gone: StopCode | null
  optedOut: boolean
  onWhatsapp: boolean | null
  /** The customer wrote to us after the subject began. */
  answered: boolean
  /** A newer subject of the same customer is in this follow-up. */
  replaced: boolean
}

/** Why a subject's series ends, or null while it goes on. What the customer did takes precedence over what we lack. */
export function stopOf(facts: Facts): StopCode | null {
  if (facts.gone) return facts.gone
  if (facts.optedOut) return 'pediu_para_parar'
  if (facts.answered) return 'respondeu'
  if (facts.phoneStatus !== 'valid') return 'sem_telefone'
  if (facts.onWhatsapp === false) return 'fora_do_whatsapp'
  return facts.replaced ? 'substituido' : null
}

export type Enrolled = { holdout: boolean; stop: StopCode | null; nextAt: Date | null }

/** Codes for what was so before the draw: only what happened after it belongs to a group. */
const BEFORE: Partial<Record<StopCode, StopCode>> = {
  pediu_para_parar: 'ja_havia_pedido',
  fora_do_whatsapp: 'ja_fora_do_whatsapp',
}

/** Enrols a new subject: one that can't be written to is enrolled as stopped, and is in neither group. */
export function enrol(
  followUp: { id: string; holdoutPercent: number; steps: readonly Step[] },
  subject: Facts & Who & { startedAt: Date },
): Enrolled {
  const stop = stopOf(subject)
  if (stop) return { holdout: false, stop: BEFORE[stop] ?? stop, nextAt: null }
  if (isHoldout(followUp.id, subject, followUp.holdoutPercent))
    return { holdout: true, stop: 'grupo_de_controle', nextAt: null }
  const [first] = activeSteps(followUp.steps)
  return first
    ? { holdout: false, stop: null, nextAt: dueAt(subject.startedAt, first) }
    : { holdout: false, stop: 'concluida', nextAt: null }
}

/** The active steps in their order, which is also the order of their delays. */
export function activeSteps(steps: readonly Step[]): Step[] {
  return steps.filter((step) => step.active).sort((a, b) => a.position - b.position)
}

export function dueAt(startedAt: Date, step: Pick<Step, 'delayMinutes'>): Date {
  return new Date(startedAt.getTime() + step.delayMinutes * MINUTE)
}

/** Minutes that a step may be late: until the next one is due, a day at most. */
function latestMinutes(step: Step, next: Step | undefined): number {
  return next ? Math.min(LATEST_MINUTES, next.delayMinutes - step.delayMinutes) : LATEST_MINUTES
}

export type FollowUpRun = {
  /** The one message of this run: catching up never sends two. */
  send: Step | null
  /** Steps whose time passed while nothing ran: reported, never sent. */
  late: Step[]
  /** Position of the last step dealt with. */
  lastStep: number
  nextAt: Date | null
}

/**
 * Which step a run sends for a subject. `done` is the position of the last step dealt with, 0 before the first. After any
 * downtime the run sends at most one message, and only one whose time has not passed.
 */
export function runOf(steps: readonly Step[], startedAt: Date, done: number, now: Date): FollowUpRun {
  const ahead = activeSteps(steps).filter((step) => step.position > done)
  const due = ahead.filter((step) => dueAt(startedAt, step) <= now)
  const next = ahead[due.length]
  const last = due.at(-1)
  const lateBy = last ? (now.getTime() - dueAt(startedAt, last).getTime()) / MINUTE : 0
  const inTime = last !== undefined && lateBy <= latestMinutes(last, next)
  return {
    send: inTime ? last : null,
    late: inTime ? due.slice(0, -1) : due,
    lastStep: last?.position ?? done,
    nextAt: next ? dueAt(startedAt, next) : null,
  }
}

/** When a queued step is cancelled: it may wait for quiet hours to end, but must not surprise a customer days later. */
export function expiresAt(startedAt: Date, step: Step): Date {
  return new Date(dueAt(startedAt, step).getTime() + (LATEST_MINUTES + KEPT_BACK_MINUTES) * MINUTE)
}

/** Steps that a new follow-up has: minutes after the cart, order or form. */
export const PRESET_MINUTES: Record<FollowUpKind, readonly number[]> = {
  carrinho: [60, 24 * 60, 72 * 60],
  pedido: [60, 24 * 60],
  lead: [5],
}

/** In Portuguese, for the timeline. */
export function stopReason(code: StopCode): string {
  return STOPS[code]
}
