import { z } from 'zod'
import { defineEvent } from '~/kernel/inngest'

/** A provider told something; it is stored. */
export const whatsappReceived = defineEvent(
  'whatsapp.received',
  z.object({ empresaId: z.uuid(), connectionId: z.uuid(), eventId: z.string().min(1).max(200) }),
)
/** A person wrote to the empresa: stops what an answer stops. */
export const messageReceived = defineEvent(
  'message.received',
  z.object({ empresaId: z.uuid(), messageId: z.uuid() }),
)
