import { z } from 'zod'
import { plainText, searchField } from '~/domains/customers/schema'
import { FILE_STATES } from '~/domains/outbox/file-types'
import { MESSAGE_KINDS, MESSAGE_STATES } from '~/domains/outbox/kinds'
import { many } from '~/kernel/many'
import { boundedCount, pageInput, pageOf } from '~/kernel/paging'
import { CONVERSATION_STATES } from './states'

export const conversationState = z.enum(CONVERSATION_STATES)

export const conversationFilter = z.object({
  q: searchField,
  status: many(conversationState),
  /** Only those with something unread. */
  unread: z.enum(['sim']).optional(),
  /** Only mine. */
  mine: z.enum(['sim']).optional(),
  /** Only those of this channel. */
  connectionId: z.uuid('Número desconhecido.').optional(),
  /** Only those whose contact has a label of this name, on the channel of the conversation. */
  label: plainText(120).optional(),
})
export type ConversationFilter = z.infer<typeof conversationFilter>
export const listConversationsInput = conversationFilter.extend(pageInput.shape)

export const conversationRow = z.object({
  id: z.uuid(),
  contactId: z.uuid(),
  /**
   * The customer's name, else the one that the contact chose; in brackets other names that were greeted on this phone.
   */
  name: z.string().nullable(),
  phone: z.string().nullable(),
  uf: z.string().nullable(),
  optedOut: z.boolean(),
  customerId: z.uuid().nullable(),
  customerName: z.string().nullable(),
  connectionId: z.uuid(),
  connectionName: z.string(),
  status: conversationState,
  assignedTo: z.uuid().nullable(),
  assignedName: z.string().nullable(),
  unread: z.number().int(),
  lastText: z.string().nullable(),
  lastMessageAt: z.date(),
  lastInboundAt: z.date().nullable(),
  /** A user of the shop wrote, here or on the phone. */
  lastHumanAt: z.date().nullable(),
})
export type ConversationRow = z.infer<typeof conversationRow>
export const conversationPage = pageOf(conversationRow).extend({
  total: boundedCount,
  /** Conversations of each state and with something unread, within the current channel, label and search. */
  counts: z.object({
    aguardando: z.number().int(),
    em_atendimento: z.number().int(),
    encerrada: z.number().int(),
    unread: z.number().int(),
  }),
})

export const conversationRef = z.object({ id: z.uuid('Conversa desconhecida.') })
export const note = z.object({ id: z.uuid(), author: z.string(), body: z.string(), createdAt: z.date() })
/** An event between the messages that isn't a message. */
export const chatLine = z.object({ id: z.uuid(), at: z.date(), text: z.string() })
export type ChatLine = z.infer<typeof chatLine>
export const conversationDetail = conversationRow.extend({
  notes: z.array(note),
  /** Calls, and what only the phone can show; the newest first. */
  lines: z.array(chatLine),
  /** Why no free text would leave now, in Portuguese; null: it would. */
  onlyTemplates: z.string().nullable(),
})
export type ConversationDetail = z.infer<typeof conversationDetail>

export const threadInput = conversationRef.extend(pageInput.shape)
/** The attachment of a message. `state` null: never fetched (sent by us, or from before files were stored). */
export const threadMedia = z.object({
  kind: z.string(),
  state: z.enum(FILE_STATES).nullable(),
  mimeType: z.string().nullable(),
  fileName: z.string().nullable(),
  /** Bytes. */
  size: z.number().int().nullable(),
  /** Why it isn't here, or not yet. */
  problem: z.string().nullable(),
  /** Another request to the provider may help. */
  askable: z.boolean(),
})
export type ThreadMedia = z.infer<typeof threadMedia>
/** A message inside a conversation; the newest first. */
export const threadRow = z.object({
  id: z.uuid(),
  direction: z.enum(['out', 'in']),
  kind: z.enum(MESSAGE_KINDS),
  state: z.enum(MESSAGE_STATES),
  stateReason: z.string().nullable(),
  body: z.string().nullable(),
  templateName: z.string().nullable(),
  media: threadMedia.nullable(),
  /** The origin of the message, in words. */
  sender: z.string(),
  /** When it arrived or left; when it was queued, while it hasn't left. */
  at: z.date(),
  deliveredAt: z.date().nullable(),
  readAt: z.date().nullable(),
  editedAt: z.date().nullable(),
  /** Its author revoked it. */
  revokedAt: z.date().nullable(),
  /** At most one of each side. */
  reactions: z.array(z.object({ emoji: z.string(), mine: z.boolean() })),
})
export type ThreadRow = z.infer<typeof threadRow>
export const threadPage = pageOf(threadRow)

export const messageRef = z.object({ id: z.uuid('Mensagem desconhecida.') })

const caption = z.string().trim().max(4096, 'O texto é longo demais para o WhatsApp.')
const body = caption.min(1, 'Escreva a resposta.')
export const answerInput = conversationRef.extend({
  body,
  /** Created by the page for each answer: a double click sends once. */
  once: z.string().trim().min(8).max(64),
})
export type AnswerInput = z.output<typeof answerInput>
/** The same with a file, which may go without a text. */
export const answerFileInput = answerInput.extend({ body: caption })
export const answered = z.object({ messageId: z.uuid().nullable() })

export const noteInput = conversationRef.extend({ body: plainText(2000).min(1, 'Escreva a anotação.') })
export const statusInput = conversationRef.extend({ status: conversationState })
export const assignInput = conversationRef.extend({
  /** Null: unassigned. */
  userId: z.uuid('Pessoa desconhecida.').nullable(),
})
export const linkInput = conversationRef.extend({
  /** Null: removes the link. */
  customerId: z.uuid('Cliente desconhecido.').nullable(),
})

export const timelineInput = z.object({ customerId: z.uuid('Cliente desconhecido.') }).extend(pageInput.shape)
export const cartTimelineInput = z
  .object({ cartId: z.uuid('Carrinho desconhecido.') })
  .extend(pageInput.shape)
export const leadTimelineInput = z.object({ leadId: z.uuid('Lead desconhecido.') }).extend(pageInput.shape)
export const orderTimelineInput = z
  .object({ orderId: z.uuid('Pedido desconhecido.') })
  .extend(pageInput.shape)
/** What was sent to a customer, what wasn't and why, and what came back; the newest first (ambition 8). */
export const timelineRow = z.object({
  id: z.uuid(),
  at: z.date(),
  entry: z.enum(['mensagem', 'decisao']),
  /** Messages: in or out. */
  direction: z.enum(['out', 'in']).nullable(),
  kind: z.string(),
  /** Message: its state. Decision: enviar, nao_enviar, adiar, parar. */
  outcome: z.string(),
  text: z.string().nullable(),
  reason: z.string().nullable(),
  subjectType: z.string().nullable(),
  subjectId: z.uuid().nullable(),
  conversationId: z.uuid().nullable(),
})
export const timelinePage = pageOf(timelineRow)
