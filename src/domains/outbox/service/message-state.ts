import type { Prisma } from '~/generated/prisma/client'

/**
 * The life of a message that we send. Every change of `messages.state` is written by one of the fragments below; a test
 * looks for others.
 *
 *   queued ─► pendente ─claim─► enviando ─ack─► enviada ─► entregue ─► lida
 *              │   ▲               ├─ rejected, or a failed ack ─► falhou ─► pendente (a user sends it again)
 *              │   └─── requeue ───┤
 *              │                   └─ claim ended unanswered ─► incerta ─► enviada | cancelada | pendente (a user)
 *              └─ cancel ─► cancelada
 *
 * A later ack moves it further, from whichever of these it stands in: rules/states.ts.
 * A received message is `recebida` from its first row to its last. Arguments are SQL: parameters or columns.
 */

/** Not sent and never will be. Only what waits may be cancelled: what is being sent may arrive. */
export const cancel = (to: { code: string; reason: string; at: string }) =>
  `state = 'cancelada', state_code = ${to.code}, state_reason = ${to.reason}, updated_at = ${to.at}`

/** Cancelled, or left waiting until `until`; which one depends on whether there is such a time. */
export const skipUntil = (to: { until: string; code: string; reason: string; at: string }) =>
  `state = CASE WHEN ${to.until}::timestamptz IS NULL THEN 'cancelada' ELSE 'pendente' END,
   not_before = coalesce(${to.until}, not_before), state_code = ${to.code}, state_reason = ${to.reason}, updated_at = ${to.at}`

/** A dispatcher is sending it, until its claim ends. */
export const claim = (to: { by: string; until: string; at: string }) =>
  `state = 'enviando', state_code = NULL, state_reason = NULL, claimed_by = ${to.by}, claimed_until = ${to.until},
   accepted_at = NULL, updated_at = ${to.at}`

/** Its claim ended without an answer or without a confirmation: the phone may have it, so it is never resent by itself. */
export const endClaim = (at: string) =>
  `state = 'incerta', claimed_by = NULL, claimed_until = NULL, updated_at = ${at},
   state_code = CASE WHEN accepted_at IS NULL THEN 'sem_resposta' ELSE 'sem_confirmacao' END,
   state_reason = CASE WHEN accepted_at IS NULL THEN 'O envio foi interrompido antes da resposta do serviço. Confira no celular se a mensagem chegou.'
     ELSE 'O serviço aceitou a mensagem, mas o WhatsApp não confirmou em 60 segundos. Confira no celular se ela chegou.' END`

/** The state that the provider's answer leads to; its reason is kept unless `explains`. A claim goes on while it is `enviando`. */
export const settle = (to: {
  state: string
  explains: string
  code: string
  reason: string
  claimedUntil: string
  at: string
}) =>
  `state = ${to.state}, state_code = CASE WHEN ${to.explains} THEN ${to.code} ELSE state_code END,
   state_reason = CASE WHEN ${to.explains} THEN ${to.reason} ELSE state_reason END,
   claimed_by = CASE WHEN ${to.state} = 'enviando' THEN coalesce(claimed_by, 'ack') END, claimed_until = ${to.claimedUntil},
   updated_at = ${to.at}`

/** Certainly not delivered: it waits until `until`, with a new client id, so that late acks of the old one don't affect it. */
export const requeue = (to: { until: string; code: string; reason: string; at: string }) =>
  `state = 'pendente', not_before = ${to.until}, client_message_id = NULL, provider_message_id = NULL, accepted_at = NULL,
   claimed_by = NULL, claimed_until = NULL, state_code = ${to.code}, state_reason = ${to.reason}, updated_at = ${to.at}`

/** The state that an ack leads to (rules/states.ts), if it `changed`. */
export const acknowledge = (to: {
  state: string
  changed: string
  code: string
  reason: string
  at: string
}) =>
  `state = ${to.state}, state_code = CASE WHEN ${to.changed} THEN ${to.code} ELSE state_code END,
   state_reason = CASE WHEN ${to.changed} THEN ${to.reason} ELSE state_reason END,
   claimed_by = CASE WHEN ${to.state} = 'enviando' THEN claimed_by END,
   claimed_until = CASE WHEN ${to.state} = 'enviando' THEN claimed_until END,
   updated_at = CASE WHEN ${to.changed} THEN ${to.at} ELSE updated_at END`

/** An uncertain message whose end a user knows: `state` is `enviada` or `cancelada`. */
export const resolve = (to: { state: string; reason: string; at: string }) =>
  `state = ${to.state}, state_code = 'pessoa', state_reason = ${to.reason}, updated_at = ${to.at},
   sent_at = CASE WHEN ${to.state} = 'enviada' THEN coalesce(sent_at, ${to.at}) ELSE sent_at END`

type Data = Prisma.MessageUpdateManyMutationInput

/** The same moves of one message, as a user makes them. */
export const byUser = {
  sendAgain: (now: Date): Data => ({
    state: 'pendente',
    notBefore: now,
    expiresAt: null,
    stateCode: null,
    stateReason: null,
    acceptedAt: null,
    updatedAt: now,
  }),
  confirm: (now: Date, reason: string): Data => ({
    state: 'enviada',
    sentAt: now,
    stateCode: 'pessoa',
    stateReason: reason,
    updatedAt: now,
  }),
  drop: (now: Date, reason: string): Data => ({
    state: 'cancelada',
    stateCode: 'pessoa',
    stateReason: reason,
    updatedAt: now,
  }),
}
