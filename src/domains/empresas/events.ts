import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

/** The recovery rule or the zone of an empresa changed: matches and daily figures made before are out of date. */
export const empresaRulesChanged = defineEvent('empresa.rules_changed', z.object({ empresaId: z.uuid() }))

/** A notification that needs the user to act: it is pushed to their devices. */
export const personNeeded = defineEvent(
  'empresa.person_needed',
  z.object({ empresaId: z.uuid(), notificationId: z.uuid() }),
)
