import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

const ofRun = z.object({ empresaId: z.uuid(), runId: z.uuid() })

/** A user, the schedule or the command line asked for an import; its row exists. */
export const importRequested = defineEvent('import.requested', ofRun)
/** A run was stopped by a user; what it had read stays. */
export const importCancelled = defineEvent('import.cancelled', ofRun)
/** A shop's webhook reported an order; the delivery is kept. */
export const shopReported = defineEvent(
  'shop.told',
  z.object({ empresaId: z.uuid(), deliveryId: z.string().max(64) }),
)
/** A run ended by an error; what it had read stays. */
export const importFailed = defineEvent('import.failed', ofRun)
