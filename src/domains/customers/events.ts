import { z } from 'zod'
import { defineEvent } from '~/kernel/events'

/** A customer was made by hand, or is known by another e-mail or phone: orders, carts and leads may be theirs. */
export const customerKeysChanged = defineEvent('customers.keys_changed', z.object({ empresaId: z.uuid() }))
