import { z } from 'zod'
import { defineEvent } from '~/kernel/inngest'

/** The recovery rule or the zone of an empresa changed: matches and daily figures made before are out of date. */
export const empresaRulesChanged = defineEvent('empresa.rules_changed', z.object({ empresaId: z.uuid() }))
