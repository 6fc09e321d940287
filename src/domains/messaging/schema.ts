import { z } from 'zod'
import { PROVIDER_NAMES } from './providers'
import { CONNECTION_STATES, MESSAGE_STATES, MESSAGE_KINDS, TEMPLATE_KINDS } from './kinds'
import { LONGEST_BODY } from './rules/templates'
import { many } from '~/kernel/many'
import { pageInput, pageOf, boundedCount } from '~/kernel/paging'
import { periodFields } from '~/kernel/period'
import { searchField } from '~/domains/customers/schema'

const name = z.string().trim().min(1, 'Dê um nome.').max(80, 'Use no máximo 80 caracteres.')
const text = z
  .string()
  .trim()
  .min(1, 'Escreva a mensagem.')
  .max(LONGEST_BODY, 'O texto é longo demais para o WhatsApp.')

export const templateKind = z.enum(TEMPLATE_KINDS)
export const templateProblem = z.object({
  code: z.string(),
  reason: z.string(),
  variable: z.string().optional(),
})

/** Usage of the last 30 days; each counts messages. */
export const templateUsage = z.object({
  sent: z.number().int(),
  delivered: z.number().int(),
  read: z.number().int(),
  failed: z.number().int(),
  lastUsedAt: z.date().nullable(),
})
/** The outcome of messages, as service/outcomes.ts counts it; amounts by currency, since currencies are never added up. */
export const outcome = z.object({
  sent: z.number().int(),
  answered: z.number().int(),
  purchases: z.number().int(),
  amounts: z.array(z.object({ currency: z.string(), centavos: z.number().int() })),
})
export type Outcome = z.infer<typeof outcome>
export const NO_OUTCOME: Outcome = { sent: 0, answered: 0, purchases: 0, amounts: [] }
export const outcomeList = z.array(outcome.extend({ id: z.string() }))
export type OutcomeList = z.infer<typeof outcomeList>

/** Sent instead outside Meta's 24 hours. */
export const cloudBinding = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  body: z.string(),
  /** Which variable of ours fills {{1}}, {{2}}… */
  parameters: z.array(z.string()),
})
export const templateRow = z.object({
  id: z.uuid(),
  kind: templateKind,
  name: z.string(),
  body: z.string(),
  active: z.boolean(),
  updatedAt: z.date(),
  cloud: cloudBinding.nullable(),
  usage: templateUsage,
})
export type TemplateRow = z.infer<typeof templateRow>

export const templateRef = z.object({ id: z.uuid('Modelo desconhecido.') })
export const saveTemplateInput = z.object({
  /** Left out: a new one. */
  id: z.uuid('Modelo desconhecido.').optional(),
  kind: templateKind,
  name,
  body: text,
  active: z.boolean().default(true),
})
export type SaveTemplateInput = z.output<typeof saveTemplateInput>
export const checkTemplateInput = z.object({ kind: templateKind, body: z.string().max(10_000) })
export const checkedTemplate = z.object({ preview: z.string(), problems: z.array(templateProblem) })

const seconds = z.number().int().min(1).max(3600)
export const rateInput = z
  .object({
    id: z.uuid('Conexão desconhecida.'),
    minGapSeconds: seconds,
    maxGapSeconds: seconds,
    dailyCap: z.number().int().min(1).max(100_000),
    /** Local day `AAAA-MM-DD` that the warm-up begins on; null: the channel is warm. */
    warmUpFrom: z.iso.date('Informe a data como AAAA-MM-DD.').nullable(),
  })
  .refine((rate) => rate.maxGapSeconds >= rate.minGapSeconds, {
    path: ['maxGapSeconds'],
    error: 'O intervalo maior não pode ser menor que o menor.',
  })
export type RateInput = z.output<typeof rateInput>

export const connectionState = z.enum(CONNECTION_STATES)
/** Ban risk of a channel today, in the words that the page shows. */
export const riskView = z.object({
  /** New contacts that may still be written to today; the warm-up decides. */
  strangersAllowed: z.number().int(),
  strangersToday: z.number().int(),
  /** Share of the contacts written to in the last 30 days who answered, 0 to 1; null without enough of them. */
  answerRate: z.number().nullable(),
  level: z.enum(['baixo', 'medio', 'alto']),
  reasons: z.array(z.string()),
})
export const connectionView = z.object({
  id: z.uuid(),
  name: z.string(),
  provider: z.enum(PROVIDER_NAMES),
  /** True: nothing leaves this machine. The page says so. */
  simulated: z.boolean(),
  status: connectionState,
  statusReason: z.string().nullable(),
  statusAt: z.date().nullable(),
  /** A user wants it connected. */
  wanted: z.boolean(),
  qr: z.string().nullable(),
  pairingCode: z.string().nullable(),
  phone: z.string().nullable(),
  pausedAt: z.date().nullable(),
  pausedReason: z.string().nullable(),
  minGapSeconds: z.number().int(),
  maxGapSeconds: z.number().int(),
  dailyCap: z.number().int(),
  warmUpFrom: z.string().nullable(),
  sentToday: z.number().int(),
  strangersPausedUntil: z.date().nullable(),
  lastEventAt: z.date().nullable(),
  waiting: z.number().int(),
  uncertain: z.number().int(),
  /** Deliveries of the last week that could not be read or processed. */
  failedEvents: z.number().int(),
  risk: riskView,
})
export type ConnectionView = z.infer<typeof connectionView>
/** Destinations of posts other than contacts; `reason` says in Portuguese what isn't possible. */
export const places = z.object({
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  stories: z.boolean(),
  reason: z.string().nullable(),
})
export type Places = z.infer<typeof places>
export const connectionRef = z.object({ id: z.uuid('Conexão desconhecida.') })
export const createConnectionInput = z.object({
  name,
  provider: z.enum(PROVIDER_NAMES),
  /** Fields of the provider, as adapters/whatsapp describe them; checked there. */
  config: z.record(z.string(), z.unknown()).default({}),
})
export const configureConnectionInput = connectionRef.extend({
  name,
  config: z.record(z.string(), z.unknown()).optional(),
})
export const connectInput = connectionRef.extend({
  /** E.164: pair with a typed code instead of a QR. */
  pairingPhone: z.string().trim().max(20).optional(),
})
export const pauseInput = connectionRef.extend({
  paused: z.boolean(),
  reason: z.string().trim().max(200).optional(),
})
/** The webhook's address, returned only when it's made: it can't be read back. */
export const createdConnection = z.object({ id: z.uuid(), webhookUrl: z.string() })

export const messageState = z.enum(MESSAGE_STATES)
export const messageFilter = z.object({
  /** A contact's name or phone, or the provider's own id of a message. */
  q: searchField,
  ...periodFields,
  state: many(messageState),
  kind: many(z.enum(MESSAGE_KINDS)),
  direction: many(z.enum(['out', 'in'])),
  connectionId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  templateId: z.uuid().optional(),
  campaignId: z.uuid().optional(),
  /** Why it was cancelled, failed or deferred, as `stateCode` has it. */
  code: many(z.string().trim().max(80)),
})
export type MessageFilter = z.infer<typeof messageFilter>
export const listMessagesInput = messageFilter.extend(pageInput.shape)
export const messageRow = z.object({
  id: z.uuid(),
  direction: z.enum(['out', 'in']),
  kind: z.enum(MESSAGE_KINDS),
  state: messageState,
  stateReason: z.string().nullable(),
  stateCode: z.string().nullable(),
  contactId: z.uuid().nullable(),
  /** The customer's name, else the one the contact uses. */
  contactName: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  templateName: z.string().nullable(),
  connectionName: z.string(),
  body: z.string().nullable(),
  subjectType: z.string().nullable(),
  subjectId: z.uuid().nullable(),
  /** Null: paused until a user resumes. */
  notBefore: z.date().nullable(),
  attempts: z.number().int(),
  providerMessageId: z.string().nullable(),
  acceptedAt: z.date().nullable(),
  sentAt: z.date().nullable(),
  deliveredAt: z.date().nullable(),
  readAt: z.date().nullable(),
  createdBy: z.string(),
  /** Its sender in words: a user, a series or a campaign. */
  sender: z.string(),
  createdAt: z.date(),
  /** Its outcome within 7 days; null for a message without one: not sent, received, or sent by a simulator. */
  outcome: outcome.nullable(),
})
export type MessageRow = z.infer<typeof messageRow>
export const messagePage = pageOf(messageRow).extend({ total: boundedCount })

export const RESOLUTIONS = ['reenviar', 'foi_enviada', 'descartar'] as const
export const messageRef = z.object({ id: z.uuid('Mensagem desconhecida.') })
export const resolveInput = messageRef.extend({ how: z.enum(RESOLUTIONS) })
export type ResolveInput = z.output<typeof resolveInput>
/** Sending again is not among them: that is decided one by one. */
export const resolveAllInput = z.object({
  how: z.enum(['foi_enviada', 'descartar']),
  /** Left out: of every channel. */
  connectionId: z.uuid('Conexão desconhecida.').optional(),
})
export const resolvedAll = z.object({ count: z.number().int() })
export const messageDetail = messageRow.extend({
  tries: z.array(
    z.object({
      n: z.number().int(),
      startedAt: z.date(),
      finishedAt: z.date().nullable(),
      outcome: z.string().nullable(),
      code: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
})

/** A message written by hand to one contact (msg-9). */
export const sendByHandInput = z.object({
  connectionId: z.uuid('Conexão desconhecida.'),
  /** As a user types it. */
  phone: z.string().trim().min(8, 'Informe o telefone com DDD.').max(40),
  name: z.string().trim().max(120).optional(),
  body: text,
  /** Its subject: marked as contacted once the message has left (cart-3, lead-3). */
  cartId: z.uuid('Carrinho desconhecido.').optional(),
  leadId: z.uuid('Lead desconhecido.').optional(),
  /** Generated by the page when it opens: pressing twice sends once. */
  once: z.uuid(),
})
export type SendByHandInput = z.output<typeof sendByHandInput>
export const queuedMessage = z.object({ id: z.uuid().nullable() })

export const contactRef = z.object({ id: z.uuid('Contato desconhecido.') })
export const contactView = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  uf: z.string().nullable(),
  customerId: z.uuid().nullable(),
  optedOutAt: z.date().nullable(),
  optOutReason: z.string().nullable(),
  onWhatsapp: z.boolean().nullable(),
})
export const optOutInput = contactRef.extend({
  optedOut: z.boolean(),
  reason: z.string().trim().max(200).optional(),
})

/** A line of the timeline: what was sent or not, and why (ambition 8). */
export const decisionRow = z.object({
  at: z.date(),
  decision: z.enum(['enviar', 'nao_enviar', 'adiar', 'parar']),
  code: z.string(),
  reason: z.string(),
  subjectType: z.string(),
  subjectId: z.uuid(),
})
