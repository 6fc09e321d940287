import type { MessageValues } from '~/kernel/message'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { SubjectType } from './kinds'

/** The verdict of a subject when a message is sent. Only `ok` sends. `reason` is Portuguese and shown as it is. */
export type SubjectCheck =
  | { kind: 'ok' }
  /** Never: paid, bought, answered, cancelled… */
  | { kind: 'cancel'; code: string; reason: string }
  /** Not yet: checked again at `until`. */
  | { kind: 'defer'; code: string; reason: string; until: Date }

/** The message being evaluated, for checks that need more than the subject. */
export type Asked = {
  messageId: string
  subjectId: string
  /** Follow-up step or campaign recipient. */
  ruleId: string | null
  contactId: string | null
  createdAt: Date
}

/**
 * How a domain's rows become messages: called inside the claim's own transaction, right before every attempt (t-27, t-29).
 * Both functions read fresh rows on `ctx.sql`, write nothing and call no external service. Throwing means "not sent".
 */
export type Subject = {
  type: SubjectType
  check: (ctx: EmpresaSqlCtx, asked: Asked) => Promise<SubjectCheck>
  /** Values by Portuguese variable name; messaging adds those of the contact and the empresa. */
  variables: (ctx: EmpresaSqlCtx, asked: Asked) => Promise<MessageValues>
}

export type SubjectRegistry = ReadonlyMap<string, Subject>

/** Defines a subject's type once; wiring/subjects.ts collects them for the dispatcher. */
export function defineSubject(subject: Subject): Subject {
  return subject
}

/** @throws Error when two domains define the same type. */
export function subjectRegistry(subjects: readonly Subject[]): SubjectRegistry {
  const registry = new Map(subjects.map((subject) => [subject.type, subject]))
  if (registry.size !== subjects.length) throw new Error('two subjects of one type')
  return registry
}
