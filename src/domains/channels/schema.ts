import { z } from 'zod'
import { CONNECTION_STATES } from './kinds'
import { PROVIDER_NAMES } from './providers'

const name = z.string().trim().min(1, 'Dê um nome.').max(80, 'Use no máximo 80 caracteres.')

const seconds = z.number().int().min(1).max(3600)
export const rateInput = z
  .object({
    id: z.uuid('Conexão desconhecida.'),
    minGapSeconds: seconds,
    maxGapSeconds: seconds,
    dailyCap: z.number().int().min(1).max(100_000),
    /** Local day `AAAA-MM-DD` that the warm-up begins on; null: the channel is warm. */
    warmUpFrom: z.iso.date('Informe a data como AAAA-MM-DD.').nullable(),
  })
  .refine((rate) => rate.maxGapSeconds >= rate.minGapSeconds, {
    path: ['maxGapSeconds'],
    error: 'O intervalo maior não pode ser menor que o menor.',
  })
export type RateInput = z.output<typeof rateInput>

export const connectionState = z.enum(CONNECTION_STATES)
/** Ban risk of a channel today, in the words that the page shows. */
export const riskView = z.object({
  /** New contacts that may still be written to today; the warm-up decides. */
  newContactsAllowed: z.number().int(),
  newContactsToday: z.number().int(),
  /** Share of the contacts written to in the last 30 days who answered, 0 to 1; null without enough of them. */
  answerRate: z.number().nullable(),
  level: z.enum(['baixo', 'medio', 'alto']),
  reasons: z.array(z.string()),
})
export const connectionView = z.object({
  id: z.uuid(),
  name: z.string(),
  provider: z.enum(PROVIDER_NAMES),
  /** True: nothing leaves this machine. The page says so. */
  simulated: z.boolean(),
  status: connectionState,
  statusReason: z.string().nullable(),
  statusAt: z.date().nullable(),
  /** A user wants it connected. */
  wanted: z.boolean(),
  qr: z.string().nullable(),
  pairingCode: z.string().nullable(),
  phone: z.string().nullable(),
  pausedAt: z.date().nullable(),
  pausedReason: z.string().nullable(),
  minGapSeconds: z.number().int(),
  maxGapSeconds: z.number().int(),
  dailyCap: z.number().int(),
  warmUpFrom: z.string().nullable(),
  sentToday: z.number().int(),
  newContactsPausedUntil: z.date().nullable(),
  lastEventAt: z.date().nullable(),
  waiting: z.number().int(),
  uncertain: z.number().int(),
  /** Deliveries of the last week that could not be read or processed. */
  failedEvents: z.number().int(),
  risk: riskView,
})
export type ConnectionView = z.infer<typeof connectionView>
/** Destinations of posts other than contacts; `reason` says in Portuguese what isn't possible. */
export const places = z.object({
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  stories: z.boolean(),
  reason: z.string().nullable(),
})
export type Destinations = z.infer<typeof places>
export const connectionRef = z.object({ id: z.uuid('Conexão desconhecida.') })
export const createConnectionInput = z.object({
  name,
  provider: z.enum(PROVIDER_NAMES),
  /** Fields of the provider, as adapters/whatsapp describe them; checked there. */
  config: z.record(z.string(), z.unknown()).default({}),
})
export const configureConnectionInput = connectionRef.extend({
  name,
  config: z.record(z.string(), z.unknown()).optional(),
})
export const connectInput = connectionRef.extend({
  /** E.164: pair with a typed code instead of a QR. */
  pairingPhone: z.string().trim().max(20).optional(),
})
export const pauseInput = connectionRef.extend({
  paused: z.boolean(),
  reason: z.string().trim().max(200).optional(),
})
/** The webhook's address, returned only when it's made: it can't be read back. */
export const createdConnection = z.object({ id: z.uuid(), webhookUrl: z.string() })
