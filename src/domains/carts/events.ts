import { z } from 'zod'
import { defineEvent } from '~/kernel/inngest'

/** Somebody was contacted about carts that were decided already, or a mark was taken back: their kind and figures are out of date. */
export const decidedCartsMarked = defineEvent('carts.decided_marked', z.object({ empresaId: z.uuid() }))
