import { z } from 'zod'
import { askFileAgain } from './service/files/ask-again'
import { empresaProcedure, router } from '~/kernel/trpc'
import { quickReplyRef, readyTexts, saveQuickReplyInput } from './texts-schema'
import { conversationPanel } from './panel-schema'
import {
  answerInput,
  answered,
  assignInput,
  cartTimelineInput,
  conversationDetail,
  conversationPage,
  conversationRef,
  leadTimelineInput,
  linkInput,
  messageRef,
  listConversationsInput,
  noteInput,
  orderTimelineInput,
  statusInput,
  threadInput,
  threadPage,
  timelineInput,
  timelinePage,
} from './schema'
import { addNote, answer, assign, linkCustomer, markRead, markUnread, setStatus } from './service/act'
import { removeQuickReply, saveQuickReply } from './service/quick-replies'
import { readReadyTexts } from './service/ready-texts'
import { readPanel } from './service/panel'
import { countUnread, getConversation, listConversations, readThread } from './service/list'
import { readSubjectTimeline, readTimeline } from './service/timeline'

export const conversationsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['whatsapp'] })
    .input(listConversationsInput)
    .output(conversationPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listConversations(unit, input))),
  unread: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.number().int())
    .query(({ ctx }) => ctx.unit(countUnread)),
  get: empresaProcedure('viewer')
    .meta({ ids: ['conversation'] })
    .input(conversationRef)
    .output(conversationDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getConversation(unit, input.id))),
  panel: empresaProcedure('viewer')
    .meta({ ids: ['conversation'] })
    .input(conversationRef)
    .output(conversationPanel)
    .query(({ ctx, input }) => ctx.unit((unit) => readPanel(unit, input.id))),
  readyTexts: empresaProcedure('operator')
    .meta({ ids: ['conversation'] })
    .input(conversationRef)
    .output(readyTexts)
    .query(({ ctx, input }) => ctx.unit((unit) => readReadyTexts(unit, input.id))),
  saveQuickReply: empresaProcedure('operator')
    .meta({ ids: ['quickReply'], example: { shortcut: 'prazo', body: 'Entregamos em 3 dias, {nome}.' } })
    .input(saveQuickReplyInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveQuickReply(unit, input))),
  removeQuickReply: empresaProcedure('operator')
    .meta({ ids: ['quickReply'] })
    .input(quickReplyRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeQuickReply(unit, input.id))),
  thread: empresaProcedure('viewer')
    .meta({ ids: ['conversation'] })
    .input(threadInput)
    .output(threadPage)
    .query(({ ctx, input }) => ctx.unit((unit) => readThread(unit, input))),
  timeline: empresaProcedure('viewer')
    .meta({ ids: ['customer'] })
    .input(timelineInput)
    .output(timelinePage)
    .query(({ ctx, input }) => ctx.unit((unit) => readTimeline(unit, input))),
  cartTimeline: empresaProcedure('viewer')
    .meta({ ids: ['cart'] })
    .input(cartTimelineInput)
    .output(timelinePage)
    .query(({ ctx, input }) =>
      ctx.unit((unit) => readSubjectTimeline(unit, { type: 'cart', id: input.cartId }, input)),
    ),
  leadTimeline: empresaProcedure('viewer')
    .meta({ ids: ['lead'] })
    .input(leadTimelineInput)
    .output(timelinePage)
    .query(({ ctx, input }) =>
      ctx.unit((unit) => readSubjectTimeline(unit, { type: 'lead', id: input.leadId }, input)),
    ),
  orderTimeline: empresaProcedure('viewer')
    .meta({ ids: ['order'] })
    .input(orderTimelineInput)
    .output(timelinePage)
    .query(({ ctx, input }) =>
      ctx.unit((unit) => readSubjectTimeline(unit, { type: 'order', id: input.orderId }, input)),
    ),
  answer: empresaProcedure('operator')
    .meta({ ids: ['conversation'], example: { body: 'Oi! Como posso ajudar?', once: 'uma-resposta-1' } })
    .input(answerInput)
    .output(answered)
    .mutation(({ ctx, input }) => ctx.unit((unit) => answer(unit, input))),
  fetchFile: empresaProcedure('operator')
    .meta({ ids: ['message'] })
    .input(messageRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => askFileAgain(unit, input.id))),
  note: empresaProcedure('operator')
    .meta({ ids: ['conversation'], example: { body: 'Prefere entrega à tarde' } })
    .input(noteInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => addNote(unit, input))),
  markRead: empresaProcedure('operator')
    .meta({ ids: ['conversation'] })
    .input(conversationRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => markRead(unit, input.id))),
  markUnread: empresaProcedure('operator')
    .meta({ ids: ['conversation'] })
    .input(conversationRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => markUnread(unit, input.id))),
  setStatus: empresaProcedure('operator')
    .meta({ ids: ['conversation'], example: { status: 'encerrada' } })
    .input(statusInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setStatus(unit, input))),
  assign: empresaProcedure('operator')
    .meta({ ids: ['conversation', 'user'] })
    .input(assignInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => assign(unit, input))),
  linkCustomer: empresaProcedure('operator')
    .meta({ ids: ['conversation', 'customer'] })
    .input(linkInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => linkCustomer(unit, input))),
})
