import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

/** A user asked for a link to choose a password, or was invited; its row exists. */
export const linkRequested = defineEvent('access.link_requested', z.object({ linkId: z.uuid() }))

/** A user wants to sign in with another e-mail; its row exists. */
export const emailChangeRequested = defineEvent(
  'access.email_change_requested',
  z.object({ changeId: z.uuid() }),
)
