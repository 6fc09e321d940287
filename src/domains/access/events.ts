import { z } from 'zod'
import { defineEvent } from '~/kernel/inngest'

/** Somebody asked for a link to choose a password, or was invited; its row exists. */
export const linkRequested = defineEvent('access.link_requested', z.object({ linkId: z.uuid() }))
