import { PRIORITY } from '~/domains/outbox/kinds'
import { contactsOfPhones } from '~/domains/contacts/service/contacts'
import { writeDecisions } from '~/domains/outbox/service/decisions'
import { queueMessages } from '~/domains/outbox/service/queue'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { MESSAGE_KIND_OF, SUBJECT_OF } from '../kinds'
import { expiresAt, stopReason, type Step } from '../rules'
import { cancelAbout, stepKey, updateEnrolments, type StoredFollowUp } from './store'
import { notNow, type Outcome } from './runs'

/** What a run decided about one follow-up. */
export type Decided = { followUp: StoredFollowUp; connectionId: string; outcomes: readonly Outcome[] }

/**
 * Writes what a run decided (messages, decisions and positions in the series) in a few statements. It locks contacts, then
 * channels, then messages, in the order that is used everywhere, so everything of a run is written at once.
 */
export async function writeRuns(ctx: EmpresaSqlCtx, decided: readonly Decided[]) {
  const written = { queued: 0, notSent: 0 }
  if (decided.every(({ outcomes }) => outcomes.length === 0)) return written
  const contacts = await contactsOfPhones(
    ctx,
    decided.flatMap(({ outcomes }) =>
      onePerPerson(outcomes).flatMap(({ facts: { phone, phoneKey, name, uf, customerId } }) =>
        phone && phoneKey ? [{ phone, phoneKey, name, uf, customerId }] : [],
      ),
    ),
  )
  await ctx.sql.query(
    'SELECT FROM whatsapp_connections WHERE empresa_id = $1 ORDER BY id FOR NO KEY UPDATE',
    [ctx.empresaId],
  )
  for (const one of decided) {
    const { queued, notSent } = await writeTurn(ctx, one, contacts)
    written.queued += queued
    written.notSent += notSent
  }
  return written
}

async function writeTurn(
  ctx: EmpresaSqlCtx,
  { followUp, connectionId, outcomes }: Decided,
  contacts: ReadonlyMap<string, string>,
) {
  const stopped = outcomes.filter(({ stop }) => stop !== null && stop !== 'concluida')
  await cancelAbout(
    ctx,
    followUp.kind,
    stopped.map(({ facts, stop }) => ({
      subjectId: facts.id,
      code: stop ?? '',
      reason: stop ? stopReason(stop) : '',
    })),
  )
  const sending = onePerPerson(outcomes)
  // An earlier step that quiet hours still delay is cancelled: no customer gets two messages at once.
  await cancelAbout(
    ctx,
    followUp.kind,
    sending.map(({ facts }) => ({
      subjectId: facts.id,
      code: 'substituida',
      reason: 'A mensagem seguinte do acompanhamento tomou o lugar desta, que ainda não tinha saído.',
    })),
  )
  const queued = await queueMessages(
    ctx,
    sending.flatMap(({ facts, send, change }) => {
      const contactId = contacts.get(facts.phoneKey ?? '')
      if (!contactId) return []
      return {
        dedupeKey: stepKey(send.id, facts.id),
        kind: MESSAGE_KIND_OF[followUp.kind],
        connectionId,
        contactId,
        templateId: send.templateId,
        subjectType: SUBJECT_OF[followUp.kind],
        subjectId: facts.id,
        ruleId: send.id,
        notBefore: ctx.now,
        expiresAt: expiresAt(change.startedAt, send),
        priority: PRIORITY.followUp,
      }
    }),
  )
  const notSent = outcomes.flatMap(({ decisions }) => decisions)
  const toSend = sending.map(({ facts, send }) => ({
    ...notNow(
      followUp,
      facts,
      send,
      'na_fila',
      `Mensagem ${String(send.position)} do acompanhamento entrou na fila.`,
    ),
    contactId: contacts.get(facts.phoneKey ?? '') ?? null,
    decision: 'enviar' as const,
  }))
  await writeDecisions(ctx, [...toSend, ...notSent])
  await updateEnrolments(
    ctx,
    followUp.id,
    outcomes.map(({ change }) => change),
  )
  return {
    queued: queued.length,
    notSent: notSent.filter(({ decision }) => decision === 'nao_enviar').length,
  }
}

/** Two subjects of one customer in one run: the newer one sends; the older one stops as replaced in the next run. */
function onePerPerson(outcomes: readonly Outcome[]) {
  const byPerson = new Map<string, Outcome & { send: Step }>()
  for (const outcome of outcomes) {
    const { send, facts } = outcome
    const known = facts.phoneKey ? byPerson.get(facts.phoneKey) : undefined
    if (!send || !facts.phoneKey) continue
    if (!known || known.facts.startedAt < facts.startedAt) byPerson.set(facts.phoneKey, { ...outcome, send })
  }
  return [...byPerson.values()]
}
