import { z } from 'zod'
import { partyOf, type Party } from '../identity'
import { DELIVERY_RANK, type DeliveryStatus } from '../status'
import { hmacHex } from '../webhook'
import { SAMPLES } from './sample-kinds'
import type { DueWebhook } from './store'

const HEADER = 'x-retoma-simulador'
const STATUSES = Object.keys(DELIVERY_RANK) as DeliveryStatus[]

/** What the simulated network posts: the simulator's own format, read through the same parser as any provider's. */
export const simulatorWire = z.object({
  id: z.string().min(1),
  at: z.iso.datetime(),
  event: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('ack'),
      messageId: z.string(),
      clientMessageId: z.string(),
      status: z.enum(STATUSES),
      code: z.string().optional(),
    }),
    z.object({
      type: z.literal('message'),
      messageId: z.string(),
      address: z.string(),
      altAddress: z.string().nullable(),
      name: z.string().nullable(),
      fromMe: z.boolean(),
      text: z.string(),
      /** A file of the simulator's own that came with it; absent in what older versions wrote. */
      sample: z.enum(SAMPLES).nullish(),
      replyTo: z.string().nullable(),
    }),
    z.object({
      type: z.literal('state'),
      state: z.enum(['desconectada', 'fora', 'qr', 'conectada', 'banida']),
    }),
    z.object({ type: z.literal('restriction'), seconds: z.int() }),
  ]),
})
export type SimulatorWire = z.infer<typeof simulatorWire>

/** A webhook ready to be posted: signed bytes. `id` decides whether two deliveries are the same one. */
export function signedWebhook(
  secret: string,
  id: string,
  dueAt: Date,
  event: SimulatorWire['event'],
): DueWebhook {
  const wire: SimulatorWire = { id, at: dueAt.toISOString(), event }
  const body = JSON.stringify(wire)
  return { dueAt, body, headers: { [HEADER]: hmacHex('sha256', secret, Buffer.from(body)) } }
}

export const SIGNATURE_HEADER = HEADER

/** How a phone identifies itself when it writes: see `identity` of the script. */
export function addressesOf(e164: string, identity: 'phone' | 'oldLogin' | 'lid'): [string, string | null] {
  const digits = e164.replace(/\D+/g, '')
  const login = `${digits}@s.whatsapp.net`
  const old = /^55(?:[3-9]\d)9\d{8}$/.test(digits)
    ? `${digits.slice(0, 4)}${digits.slice(5)}@s.whatsapp.net`
    : login
  if (identity === 'phone') return [login, null]
  return identity === 'oldLogin' ? [old, null] : [lidOf(e164), old]
}

/** The stable lid of a simulated phone. */
export function lidOf(e164: string): string {
  const hex = hmacHex('sha256', 'lid', Buffer.from(e164)).slice(0, 12)
  return `${String(100_000_000_000_000 + (Number.parseInt(hex, 16) % 800_000_000_000_000))}@lid`
}

export function partyOfWire(event: Extract<SimulatorWire['event'], { type: 'message' }>): Party {
  return partyOf([event.address, event.altAddress], event.name)
}
