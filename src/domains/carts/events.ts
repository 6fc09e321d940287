import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

/** Customers of decided carts were contacted, or a mark was taken back: the carts' kind and figures are out of date. */
export const decidedCartsMarked = defineEvent('carts.decided_marked', z.object({ empresaId: z.uuid() }))
