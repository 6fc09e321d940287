import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Content, SendCommand } from '../port'

/** What the simulated network does with one attempt. */
export const FATES = [
  /** Sent, delivered, read. */
  'deliver',
  /** The same, hours later. */
  'late',
  /** Every ack comes twice. */
  'twice',
  /** Acks come in the wrong order. */
  'disorder',
  /** Accepted, and no ack ever. */
  'silent',
  /** Accepted, then an ack says that it failed. */
  'failAfter',
  /** Rejected: the phone number isn't on WhatsApp. */
  'noWhatsApp',
  /** Not accepted now. */
  'busy',
  /** No answer, but the phone has it. */
  'timeoutDelivered',
  /** No answer, and the phone doesn't have it. */
  'timeoutLost',
  /** 463: no new conversations for a day. */
  'restrict',
  /** The account is banned. */
  'ban',
] as const
export type Fate = (typeof FATES)[number]

const seconds = z.int('Informe os segundos como número inteiro.').min(0).max(2_592_000)

export const simulatorScript = z.object({
  seed: z.int().default(1),
  /** Relative weights; an omitted fate never happens by chance. */
  chances: z.partialRecord(z.enum(FATES), z.number().min(0).max(1_000_000)).default({ deliver: 1 }),
  /** The first entry whose conditions all hold decides, before chance. `attempt` counts from 1. */
  scripted: z
    .array(
      z.object({
        phone: z.string().optional(),
        contains: z.string().optional(),
        attempt: z.int().min(1).optional(),
        fate: z.enum(FATES),
      }),
    )
    .default([]),
  /** What the phone answers to a message that it got; the first matching entry wins. */
  replies: z
    .array(
      z.object({
        phone: z.string().optional(),
        contains: z.string().optional(),
        chance: z.number().min(0).max(1).default(1),
        text: z.string().min(1),
        afterSeconds: seconds.default(60),
      }),
    )
    .default([]),
  /** Seconds from acceptance to each ack. */
  delays: z
    .object({
      sent: seconds.default(1),
      delivered: seconds.default(3),
      read: seconds.default(40),
      late: seconds.default(7200),
    })
    .prefault({}),
  /** False: a second attempt makes a second copy on the phone, as with gateways that take no id of ours. */
  idempotent: z.boolean().default(true),
  /** True: connecting shows a QR first, which the simulated phone must scan. */
  pairing: z.boolean().default(false),
  /**
   * How phones identify themselves when they answer: by phone, by the login from before the ninth digit, or by a lid.
   * `mixed`: seeded.
   */
  identity: z.enum(['phone', 'oldLogin', 'lid', 'mixed']).default('phone'),
})
export type SimulatorScript = z.infer<typeof simulatorScript>

/** A number in [0, 1) that depends on nothing but its parts. */
export function seeded(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join('\0')).digest().readUInt32BE(0) / 2 ** 32
}

/** The fate of one attempt. Pure: the same script, message and attempt always give the same fate. */
export function fateOf(script: SimulatorScript, command: SendCommand, attempt: number): Fate {
  const text = textOf(command.content)
  const phone = command.to.kind === 'phone' ? command.to.e164 : null
  const scripted = script.scripted.find(
    (entry) =>
      (entry.phone === undefined || entry.phone === phone) &&
      (entry.contains === undefined || text.includes(entry.contains)) &&
      (entry.attempt === undefined || entry.attempt === attempt),
  )
  if (scripted) return scripted.fate
  const weights = FATES.map((fate) => script.chances[fate] ?? 0)
  let left =
    seeded(script.seed, command.clientMessageId, attempt) * weights.reduce((sum, weight) => sum + weight, 0)
  return FATES.find((_, index) => (left -= weights[index] ?? 0) < 0) ?? 'deliver'
}

/** The phone's answer to a message that it got, if any. */
export function replyOf(
  script: SimulatorScript,
  phone: string,
  text: string,
  messageId: string,
): { text: string; afterSeconds: number } | null {
  const found = script.replies.find(
    (entry, index) =>
      (entry.phone === undefined || entry.phone === phone) &&
      (entry.contains === undefined || text.includes(entry.contains)) &&
      seeded(script.seed, 'reply', messageId, index) < entry.chance,
  )
  return found ? { text: found.text, afterSeconds: found.afterSeconds } : null
}

/** What the customer reads on the phone. */
export function textOf(content: Content): string {
  switch (content.kind) {
    case 'text':
      return content.text
    case 'media':
      return content.caption ?? ''
    case 'template':
      return [content.name, ...content.parameters].join(' ')
  }
}
