import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

/** A delivery of a provider was stored. */
export const whatsappReceived = defineEvent(
  'whatsapp.received',
  z.object({ empresaId: z.uuid(), connectionId: z.uuid(), eventId: z.string().min(1).max(200) }),
)
