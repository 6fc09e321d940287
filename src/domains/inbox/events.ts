import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

/** A contact wrote to the empresa: ends the series that an answer ends. */
export const messageReceived = defineEvent(
  'message.received',
  z.object({ empresaId: z.uuid(), messageId: z.uuid() }),
)
/** A received message has a file, which waits to be fetched. */
export const fileAnnounced = defineEvent(
  'message.file-announced',
  z.object({ empresaId: z.uuid(), messageId: z.uuid() }),
)
