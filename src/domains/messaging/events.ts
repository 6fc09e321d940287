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
/** A message that came in has a file, which waits to be fetched. */
export const fileAnnounced = defineEvent(
  'message.file-announced',
  z.object({ empresaId: z.uuid(), messageId: z.uuid() }),
)
