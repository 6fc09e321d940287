import { activeSteps, dueAt, isHoldout, QUIET_BETWEEN_SUBJECTS_MINUTES, type Step } from './rules'
import type { StopCode } from './texts'

const QUIET_MS = QUIET_BETWEEN_SUBJECTS_MINUTES * 60_000

/** A past subject with what is known of it today. */
export type PastSubject = {
  externalKey: string
  name: string | null
  phoneKey: string | null
  emailKey: string | null
  phoneStatus: 'valid' | 'incomplete' | 'invalid' | 'none'
  /** As known today: the time at which it became known isn't stored. */
  onWhatsapp: boolean | null
  uf: string | null
  startedAt: Date
  /** When each event that ends a series happened. */
  ends: { code: StopCode; at: Date }[]
}

export type ReplayRule = {
  followUpId: string
  holdoutPercent: number
  steps: readonly Step[]
  /** Nothing is sent before the subject is this old: the customer may still be buying. */
  notBeforeMinutes: number
  /** When a contact in this state may be written to; null: at this time. */
  quietUntil: (at: Date, uf: string | null) => Date | null
}

export type Replay = {
  subjects: number
  holdout: number
  steps: {
    position: number
    delayMinutes: number
    sent: number
    moved: number
    stopped: number
    recent: number
  }[]
  stopped: Map<StopCode, number>
  sends: { name: string | null; at: Date; position: number; moved: boolean }[]
}

/** What the rule would have sent until `now`, had it been on all along. Steps due in the future are not counted. */
export function replay(rule: ReplayRule, subjects: readonly PastSubject[], now: Date): Replay {
  const steps = activeSteps(rule.steps).map(({ position, delayMinutes }) => ({
    position,
    delayMinutes,
    sent: 0,
    moved: 0,
    stopped: 0,
    recent: 0,
  }))
  const result: Replay = { subjects: subjects.length, holdout: 0, steps, stopped: new Map(), sends: [] }
  const count = (code: StopCode) => result.stopped.set(code, (result.stopped.get(code) ?? 0) + 1)
  const newer = newerSubjects(subjects)
  const lastSends: LastSends = new Map()
  // A customer's older subjects first: a message about one keeps the newer ones silent for a day.
  for (const subject of [...subjects].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())) {
    if (subject.phoneStatus !== 'valid') count('sem_telefone')
    else if (subject.onWhatsapp === false) count('ja_fora_do_whatsapp')
    else if (isHoldout(rule.followUpId, subject, rule.holdoutPercent)) {
      count('grupo_de_controle')
      result.holdout++
    } else {
      const stop = replaySteps(rule, subject, firstEnd(subject, newer.get(subject)), result, lastSends, now)
      if (stop) count(stop)
    }
  }
  result.sends.sort((a, b) => b.at.getTime() - a.at.getTime())
  return result
}

type End = PastSubject['ends'][number]
/** The last send to each customer, by phone key, and its subject. */
type LastSends = Map<string, { at: Date; about: PastSubject }>

/** When each customer's next subject began: from then on the older one is silent. */
function newerSubjects(subjects: readonly PastSubject[]): Map<PastSubject, Date> {
  const found = new Map<PastSubject, Date>()
  const last = new Map<string, PastSubject>()
  for (const subject of [...subjects].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())) {
    if (!subject.phoneKey) continue
    const before = last.get(subject.phoneKey)
    if (before) found.set(before, subject.startedAt)
    last.set(subject.phoneKey, subject)
  }
  return found
}

function firstEnd(subject: PastSubject, replacedAt: Date | undefined): End | null {
  const ends: End[] = replacedAt ? [...subject.ends, { code: 'substituido', at: replacedAt }] : subject.ends
  return ends.reduce<End | null>((first, end) => (!first || end.at < first.at ? end : first), null)
}

/** Goes through the steps of one subject. @returns why it stopped before its last step, or null. */
function replaySteps(
  rule: ReplayRule,
  subject: PastSubject,
  end: End | null,
  result: Replay,
  lastSends: LastSends,
  now: Date,
): StopCode | null {
  const earliest = dueAt(subject.startedAt, { delayMinutes: rule.notBeforeMinutes })
  for (const [n, step] of result.steps.entries()) {
    const due = dueAt(subject.startedAt, step)
    const wanted = due < earliest ? earliest : due
    const quiet = rule.quietUntil(wanted, subject.uf)
    const at = quiet ?? wanted
    if (end && end.at <= at && end.at <= now) {
      for (const rest of result.steps.slice(n)) rest.stopped++
      return end.code
    }
    if (at > now) return null
    // A step that quiet hours delayed is dropped when the next one is due first.
    const next = result.steps[n + 1]
    if (next && dueAt(subject.startedAt, next) <= at) continue
    const last = subject.phoneKey === null ? undefined : lastSends.get(subject.phoneKey)
    if (last && last.about !== subject && wanted.getTime() - last.at.getTime() < QUIET_MS) {
      step.recent++
      continue
    }
    if (subject.phoneKey !== null) lastSends.set(subject.phoneKey, { at, about: subject })
    step.sent++
    if (quiet) step.moved++
    result.sends.push({ name: subject.name, at, position: step.position, moved: quiet !== null })
  }
  return null
}
