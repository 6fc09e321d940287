import type { Content, Recipient } from '~/adapters/whatsapp/port'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { KINDS } from '../../kinds'
import { type TemplateKind } from '~/domains/templates/kinds'
import { unlawful } from '~/domains/templates/rules/charging'
import {
  fillCloudTemplate,
  isOutsideWindow,
  namedBody,
  type CloudTemplate,
} from '~/domains/templates/rules/cloud-template'
import { freeTextProblem } from '~/domains/templates/rules/free-text'
import { messageGate, type Verdict } from '../../rules/gate'
import { placeOf, quietUntil } from '../../rules/quiet-hours'
import { campaignRefusal, newContactsAllowed } from '~/domains/channels/rules/risk'
import { renderTemplate } from '~/domains/templates/rules/templates'
import type { SubjectRegistry } from '../../subjects'
import { commonValues, type Candidate } from './candidate'
import { contentOf } from './command'
import { recipientOf } from '~/adapters/whatsapp/recipient'
import type { LockedConnection } from './connection'
import type { DispatchDeps } from './deps'

type Skipped = Exclude<Verdict, { kind: 'ok' }>
export type Evaluation =
  { kind: 'send'; to: Recipient; content: Content; text: string; newContact: boolean } | Skipped

/** A subject's check threw. Its statement may have aborted the transaction, so the whole transaction is rolled back. */
export class CheckFailed extends Error {
  constructor(
    readonly candidate: Candidate,
    cause: unknown,
  ) {
    super('a check failed', { cause })
  }
}

/**
 * Evaluates one message, from fresh facts, inside the claim's transaction, up to the final content: a message that can't be
 * evaluated or composed must not block those behind it.
 * @throws CheckFailed
 */
export async function evaluate(
  ctx: EmpresaSqlCtx,
  deps: DispatchDeps,
  connection: LockedConnection,
  candidate: Candidate,
): Promise<Evaluation> {
  const newContact =
    candidate.contactId !== null && candidate.lastInboundAt === null && !candidate.reachedBefore
  const risk = {
    ...(newContact && KINDS[candidate.kind].automatic
      ? await deps.answers(ctx, connection.id)
      : { writtenTo: 0, answered: 0 }),
    ...connection,
    restricted: connection.newContactsPausedUntil !== null && connection.newContactsPausedUntil > ctx.now,
    official: connection.provider === 'cloud',
  }
  // Outside the window the approved template of Meta replaces ours.
  const approved =
    connection.provider === 'cloud' && isOutsideWindow(candidate.lastInboundAt, ctx.now)
      ? candidate.templateCloud
      : null
  const verdict = messageGate(
    {
      ...candidate,
      hasSubject: candidate.subjectType !== null && candidate.subjectId !== null,
      toPerson: candidate.contactId !== null,
      newContact,
      newContactsPausedUntil: connection.newContactsPausedUntil,
      newContactsToday: connection.newContactsToday,
      newContactsAllowed: newContactsAllowed(risk),
      campaignRefusal: campaignRefusal(risk),
      needsWindow: connection.provider === 'cloud' && approved === null,
      quiet: quietUntil(ctx.now, placeOf(candidate.uf, candidate.city), ctx.empresa.timezone),
    },
    ctx.now,
    connection.tomorrow,
  )
  if (verdict.kind !== 'ok') return verdict
  try {
    const composed = await withSubject(ctx, deps.subjects, candidate, approved)
    if (composed.kind !== 'send') return composed
    const to = recipientOf(candidate)
    if (!to) return NO_RECIPIENT
    const { text, content = await contentOf(ctx, candidate, text) } = composed
    return { kind: 'send', text, content, to, newContact }
  } catch (error) {
    throw new CheckFailed(candidate, error)
  }
}

const NO_RECIPIENT: Skipped = {
  kind: 'cancel',
  code: 'sem_endereco',
  reason: 'Não sabemos o telefone desta pessoa: a mensagem não foi enviada.',
}

/** `content`: when it isn't the text itself. */
type Composed = { kind: 'send'; text: string; content?: Content } | Skipped

async function withSubject(
  ctx: EmpresaSqlCtx,
  subjects: SubjectRegistry,
  candidate: Candidate,
  approved: CloudTemplate | null,
): Promise<Composed> {
  const { subjectType, subjectId } = candidate
  const values = commonValues(ctx, candidate)
  // A user who writes by hand has decided: the subject is only recorded, not checked.
  if (subjectType !== null && subjectId !== null && candidate.kind !== 'manual') {
    const subject = subjects.get(subjectType)
    if (!subject) throw new Error(`no subject ${subjectType}`)
    const asked = {
      messageId: candidate.id,
      subjectId,
      ruleId: candidate.ruleId,
      contactId: candidate.contactId,
      createdAt: candidate.createdAt,
    }
    const check = await subject.check(ctx, asked)
    if (check.kind !== 'ok') return check
    Object.assign(values, dropNull(await subject.variables(ctx, asked)))
  }
  const composed = textOf(candidate, values)
  return composed.kind === 'send' && approved
    ? approvedOf(candidate.templateKind ?? 'livre', approved, values)
    : composed
}

/** The approved template with its values, under the same rules as the text of ours that it replaces. */
function approvedOf(
  kind: TemplateKind,
  approved: CloudTemplate,
  values: Record<string, string | null>,
): Composed {
  const filled = fillCloudTemplate(approved, values)
  if (!filled.ok) return { kind: 'cancel', code: 'variavel_sem_valor', reason: filled.reason }
  const problem = unlawful(kind, namedBody(approved), filled.text)
  if (problem) return { kind: 'cancel', code: problem.code, reason: problem.reason }
  const { name, language } = approved
  const content: Content = { kind: 'template', name, language, parameters: filled.parameters }
  return { kind: 'send', text: filled.text, content }
}

/** A missing value of the subject doesn't hide the contact's own. */
function dropNull(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
  )
}

/** The text as it leaves: from today's template and values, never from those at the time of queueing (t-29). */
function textOf(candidate: Candidate, values: Record<string, string | null>): Composed {
  const { templateKind, templateBody, templateActive } = candidate
  if (templateKind === null || templateBody === null) {
    const text = candidate.body ?? ''
    if (text.trim() === '' && !candidate.media)
      return { kind: 'cancel', code: 'vazia', reason: 'A mensagem está vazia: nada foi enviado.' }
    const problem = freeTextProblem(text)
    return problem ? { kind: 'cancel', code: problem.code, reason: problem.reason } : { kind: 'send', text }
  }
  if (templateActive === false)
    return { kind: 'cancel', code: 'modelo_desligado', reason: 'O modelo desta mensagem foi desligado.' }
  const rendered = renderTemplate(templateKind, templateBody, values)
  if (!rendered.ok) return { kind: 'cancel', code: 'variavel_sem_valor', reason: rendered.reason }
  const problem = unlawful(templateKind, templateBody, rendered.text)
  return problem
    ? { kind: 'cancel', code: problem.code, reason: problem.reason }
    : { kind: 'send', text: rendered.text }
}
