import type { Later, Outcome, Refused } from '~/adapters/whatsapp/port'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { optOut } from './opt-out'

/** Whether a failure concerns the contact, whatever the message was. */
export function isAboutPerson(outcome: Outcome): outcome is Refused {
  return outcome.kind === 'refused' && (outcome.final === 'recipient' || outcome.final === 'optedOut')
}

/**
 * Applies a provider's failure to its contact: not on WhatsApp, or opted out. It locks the contact, so it is called before
 * any connection is locked, or in a unit of its own.
 */
export async function applyToPerson(
  ctx: EmpresaSqlCtx,
  contactId: string,
  failure: Refused | Later,
): Promise<void> {
  if (!isAboutPerson(failure)) return
  if (failure.final === 'recipient')
    await ctx.sql.query('UPDATE contacts SET on_whatsapp = false WHERE empresa_id = $1 AND id = $2', [
      ctx.empresaId,
      contactId,
    ])
  else await optOut(ctx, contactId, failure.reason)
}
