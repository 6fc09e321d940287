import { z } from 'zod'
import { empresaProcedure } from '~/kernel/trpc'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { contactRef, contactView } from './schema'
import { getContact, tryContactAgain } from './service/contact-page'

/** Contacts of the empresa. */
export const contactProcedures = {
  get: empresaProcedure('viewer')
    .meta({ ids: ['contact'] })
    .input(contactRef)
    .output(contactView)
    .query(({ ctx, input }) => ctx.unit((unit) => getContact(unit, input.id))),
  tryAgain: empresaProcedure('operator')
    .meta({ ids: ['contact'] })
    .input(contactRef)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => tryContactAgain(unit, input.id))),
}
