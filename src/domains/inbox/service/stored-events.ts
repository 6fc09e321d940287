import { z } from 'zod'
import type { Party } from '~/adapters/whatsapp/identity'
import { toAppError } from '~/kernel/errors'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { storedAck } from '~/domains/outbox/service/acks'
import { storedStatus } from '~/domains/channels/service/connection-status'
import type { openProvider } from '~/domains/channels/service/provider'

const text = z.string().nullable()
const party: z.ZodType<Party> = z
  .object({ phone: text, phoneKey: text, jid: text, lid: text, bsuid: text, name: text })
  .refine((one) => one.phoneKey ?? one.jid ?? one.lid ?? one.bsuid, 'Sem endereço.')
const chat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('direct'), party }),
  z.object({ kind: z.literal('status') }),
  z.object({ kind: z.enum(['group', 'channel', 'broadcast']), id: z.string().default('') }),
])
const storedMessage = z.object({
  type: z.literal('message'),
  at: z.coerce.date(),
  providerMessageId: z.string(),
  fromMe: z.boolean(),
  source: z.enum(['api', 'app', 'unknown']),
  chat,
  text: z.string(),
  media: z.record(z.string(), z.unknown()).nullable(),
  payload: text.optional(),
  vote: z.literal(true).optional(),
})
export type StoredMessage = z.infer<typeof storedMessage>
const storedLabel = z.object({
  type: z.literal('label'),
  at: z.coerce.date(),
  label: z.string().min(1).max(120),
  name: text,
})
export type StoredLabel = z.infer<typeof storedLabel>
const storedLabelled = z.object({
  type: z.literal('labelled'),
  at: z.coerce.date(),
  party,
  label: z.string().min(1).max(120),
  name: text,
  on: z.boolean(),
})
export type StoredLabelled = z.infer<typeof storedLabelled>
const ofChat = z.object({ key: text, at: z.coerce.date(), fromMe: z.boolean(), chat })
const of = z.string().min(1).max(300)
const storedChatEvent = z.discriminatedUnion('type', [
  ofChat.extend({ type: z.literal('edit'), of, text }),
  ofChat.extend({ type: z.literal('revoke'), of }),
  ofChat.extend({ type: z.literal('reaction'), of, emoji: text }),
  ofChat.extend({ type: z.literal('call'), id: of, video: z.boolean(), state: text }),
  ofChat.extend({
    type: z.literal('chat_event'),
    chat: chat.nullable().catch(null),
    name: z.string(),
    of: of.nullable().catch(null),
  }),
])
export type StoredChatEvent = z.infer<typeof storedChatEvent>
const storedOptOut = ofChat.extend({ type: z.literal('opt_out') })
const storedEvent = z.discriminatedUnion('type', [
  storedAck,
  storedMessage,
  z.object({ type: z.literal('status'), at: z.coerce.date(), status: storedStatus }),
  z.object({ type: z.literal('qr'), at: z.coerce.date(), qr: text, pairingCode: text }),
  z.object({
    type: z.literal('restriction'),
    code: z.string(),
    reason: z.string(),
    pause: z.object({ scope: z.enum(['connection', 'newContacts']), seconds: z.number().nullable() }),
  }),
  storedLabel,
  storedLabelled,
  storedChatEvent,
  storedOptOut,
])
export type StoredEvent = z.infer<typeof storedEvent>

/** A stored delivery: `raw` as it came, or null with `events` for rows of older versions, which were parsed on receipt. */
export type Delivery = { connectionId: string; receivedAt: Date; raw: string | null; events: unknown[] }

/**
 * Parses a stored delivery, as of its receipt. A malformed event doesn't block the others: `problems` names its fields,
 * never their content.
 * @throws AppError INTERNAL when the connection's settings can't be opened.
 */
export async function readDelivery(
  ctx: EmpresaSqlCtx,
  delivery: Delivery,
  open: typeof openProvider,
): Promise<{ parsed: unknown[]; events: StoredEvent[]; problems: string[] }> {
  const { parsed, problems } =
    delivery.raw === null
      ? { parsed: delivery.events, problems: [] }
      : await parse(ctx, delivery, delivery.raw, open)
  const events: StoredEvent[] = []
  for (const one of parsed) {
    const read = storedEvent.safeParse(one)
    if (!read.success) problems.push(read.error.issues.map((issue) => issue.path.join('.')).join(', '))
    // The epoch: the provider gave no time.
    else if ('at' in read.data && read.data.at.getTime() === 0)
      events.push({ ...read.data, at: delivery.receivedAt })
    else events.push(read.data)
  }
  return { parsed, events, problems }
}

async function parse(
  ctx: EmpresaSqlCtx,
  { connectionId, receivedAt }: Delivery,
  raw: string,
  open: typeof openProvider,
): Promise<{ parsed: unknown[]; problems: string[] }> {
  const { rows } = await ctx.sql.query<{ id: string; configSealed: string }>(
    'SELECT id, config_sealed AS "configSealed" FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, connectionId],
  )
  if (!rows[0]) return { parsed: [], problems: [] }
  const scope = { empresaId: ctx.empresaId, actor: ctx.actor, request: ctx.request, now: () => receivedAt }
  const provider = open(scope, rows[0], () => receivedAt)
  try {
    const { events, problems = [] } = provider.parseWebhook(new Headers(), Buffer.from(raw))
    return { parsed: events, problems: [...problems] }
  } catch (error) {
    // Parsing is pure: an error now would be an error again.
    ctx.log.warn({ err: error, connectionId }, 'a delivery could not be read')
    return { parsed: [], problems: [toAppError(error).message] }
  }
}
