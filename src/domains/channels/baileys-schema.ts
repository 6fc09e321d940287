import { z } from 'zod'

const session = z.object({ empresaId: z.uuid(), connectionId: z.uuid() })
/** Made again by the worker each time it takes a lease. */
const owner = z.string().regex(/^[\w-]{16,64}$/)
const seconds = z.number().int().min(2).max(120)
const leased = { session, owner }

/**
 * The requests of the Baileys worker to the portal (docs/adr/0006): leases, and the sealed keys of a session that it
 * leases.
 */
export const baileysRequest = z.discriminatedUnion('op', [
  /** Lists the sessions that should be connected. */
  z.object({ op: z.literal('wanted') }),
  /** Takes the lease; `want` makes the session wanted first, otherwise only a wanted one is granted. */
  z.object({ op: z.literal('acquire'), ...leased, seconds, want: z.boolean() }),
  z.object({ op: z.literal('renew'), ...leased, seconds }),
  /** Releases the lease; `forget`: the session is no longer wanted. */
  z.object({ op: z.literal('release'), ...leased, forget: z.boolean() }),
  z.object({
    op: z.literal('keys.get'),
    ...leased,
    type: z.string().max(100),
    ids: z.array(z.string().max(500)).max(5000),
  }),
  z.object({
    op: z.literal('keys.set'),
    ...leased,
    changes: z
      .array(z.object({ type: z.string().max(100), id: z.string().max(500), value: z.string().nullable() }))
      .max(20_000),
  }),
  z.object({ op: z.literal('keys.clear'), ...leased, what: z.enum(['keys', 'all']) }),
  /** Reads the text of a message that we sent, which a phone may ask for again. */
  z.object({ op: z.literal('sent'), ...leased, messageId: z.string().max(100) }),
  /** A user disconnects a session that no worker leases, or ends its login. */
  z.object({ op: z.literal('forget'), session, wipe: z.boolean() }),
])
export type BaileysRequest = z.output<typeof baileysRequest>

export const baileysAnswer = z.union([
  z.object({ sessions: z.array(session) }),
  /** False: another worker has the lease, or the session isn't wanted. */
  z.object({ granted: z.boolean() }),
  z.object({ values: z.record(z.string(), z.string()) }),
  z.object({ text: z.string().nullable() }),
  z.object({ done: z.literal(true) }),
])
export type BaileysAnswer = z.output<typeof baileysAnswer>
